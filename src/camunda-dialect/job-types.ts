/** The job types of Camunda's own DynamoDB connector. The second is that of the first version of its template. */
export const dialectJobTypes: readonly string[] = ['io.camunda:aws-dynamodb:1', 'io.camunda:aws:1'];
