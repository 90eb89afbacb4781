import { holesIn } from './src/review/stand-ins.ts';
import { readGiven } from './src/review/given.ts';
import { Unknown } from './src/feel/inspect.ts';
import { operationsById } from './src/operations/index.ts';
const op = operationsById.get('getItem');
console.log(JSON.stringify(holesIn({input: {itemOperation:'getItem', tableName: 'orders', primaryKeyComponents: {id:'a'}, projectionExpression: 'id, #s', expressionAttributeNames: new Unknown()}}, op)));
