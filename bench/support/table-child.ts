import { answerParent } from '../../test/support/answer-parent.ts';
import { startCannedDynamodb } from '../../test/support/canned-dynamodb.ts';
import { mixedItem } from './items.ts';

/** How many of the mixed items AWS reads for a page, which is 1 MB. */
const ITEMS_PER_PAGE = 1_250;

interface ScanBody {
  readonly Segment?: number;
  readonly TotalSegments?: number;
  readonly ExclusiveStartKey?: { readonly id: { readonly S: string } };
}

const answers = {
  /**
   * Starts a server with a table of about `items` items in full pages. It can be scanned as a whole or in segments. Gives its
   * endpoint.
   */
  async start(items: number): Promise<string> {
    const pages = Math.ceil(items / ITEMS_PER_PAGE);
    const list = JSON.stringify(Array.from({ length: ITEMS_PER_PAGE }, (_, n) => mixedItem(n)));
    const said = `{"Count":${ITEMS_PER_PAGE},"ScannedCount":${ITEMS_PER_PAGE},"Items":${list}`;
    const bodies = Array.from({ length: pages }, (_, page) => `${said},"LastEvaluatedKey":{"id":{"S":"${page + 1}"}}}`);
    const last = `${said}}`;
    const answer = ({ body }: { body: ScanBody }) => {
      const { Segment = 0, TotalSegments = 1, ExclusiveStartKey } = body;
      const end = Math.ceil(((Segment + 1) * pages) / TotalSegments);
      const page = ExclusiveStartKey ? Number(ExclusiveStartKey.id.S) : Math.ceil((Segment * pages) / TotalSegments);
      return { body: page + 1 < end ? (bodies[page] ?? '{}') : last };
    };
    return (await startCannedDynamodb(answer)).endpoint;
  },
};

export type TableAnswers = typeof answers;
answerParent(answers);
