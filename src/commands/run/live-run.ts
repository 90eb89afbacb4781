import { runJob } from '../../job/run-job.ts';
import { indentJson } from '../../json/indent.ts';
import { openSecrets } from '../../worker/secrets.ts';
import { explain } from './explain.ts';
import { aboutJob, type GivenJob, maskFor, openJob, type Style } from './opened-job.ts';
import { recorded, type Sent } from './sent.ts';
import { joined, jsonOf, outcomeMembers, toldList, toldOutcome } from './told.ts';

/** Does a job, and tells what Zeebe would be told. Gives the exit code. */
export async function liveRun(given: GivenJob, { explains, asJson }: Style): Promise<number> {
  const { job, surroundings } = given;
  const sent: Sent[] = [];
  const jobSecrets = await openSecrets(given.config, given.aws);
  jobSecrets.listen({ onTrouble: ({ message }) => surroundings.warn(message) });
  const { settings, close } = openJob(given, jobSecrets, (parts) => {
    // Requests are kept in memory, which a job with many of them may need itself.
    if (!explains) return parts;
    return { ...parts, network: recorded(parts.network, (one) => sent.push(one)) };
  });
  try {
    const { outcome } = await runJob(job, settings, new AbortController().signal);
    const mask = await maskFor(given, settings);
    const explanation = explain(sent, aboutJob(given)).map((sentence) => mask(sentence));
    if (asJson) {
      const members = { ...outcomeMembers(outcome), explanation: explains ? JSON.stringify(explanation) : undefined };
      surroundings.print(indentJson(jsonOf(members)));
    } else {
      const { resultVariable, resultExpression } = settings.headersOf(job.customHeaders);
      const keepsResult = resultVariable !== undefined || resultExpression !== undefined;
      surroundings.print(joined(toldOutcome(outcome, keepsResult), toldList('Explained:', explanation)));
    }
    return outcome.kind === 'completed' ? 0 : 1;
  } finally {
    close();
  }
}
