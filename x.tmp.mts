import { Random } from './test/feel/fuzz/random.ts';
import { reviewDiagram } from './test/support/review.ts';
import { rightTask, variablesOfTasks } from './test/support/right-tasks.ts';
import { drawTasks } from './test/support/task-diagrams.ts';
import { Source } from './src/diagram/source.ts';
import { readDiagram } from './src/diagram/diagram.ts';
const [seed=7, n=1, size=200] = process.argv.slice(2).map(Number);
let total = 0;
for (let s = seed; s < seed + n; s++) {
const random = new Random(s);
const tasks = Array.from({ length: size }, (_, index) => rightTask(random, index));
const text = drawTasks(tasks, { startForm: variablesOfTasks });
if (n === 1) { console.time('source'); new Source(text); console.timeEnd('source'); console.time('diagram'); readDiagram(text); console.timeEnd('diagram'); console.time('all'); }
const findings = await reviewDiagram(text, variablesOfTasks);
if (n === 1) console.timeEnd('all');
for (const f of findings) { total++; if (total < 15) { const t = tasks.find(({id}) => id === f.element?.id); console.log(s, f.rule, f.message, JSON.stringify(t?.inputs), JSON.stringify(t?.headers)); } }
}
console.log('findings', total, process.cpuUsage());
