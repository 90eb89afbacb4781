// Generated from the endpoint rules of the AWS SDK by `npm run generate`.

/** A part of AWS: which names its regions have, and how its hosts end. */
interface Partition {
  readonly id: string;
  readonly regionPattern: RegExp;
  /** Names that the rules know beside the pattern. */
  readonly pseudoRegions: readonly string[];
  readonly hostSuffixes: readonly string[];
}

export const partitions: readonly Partition[] = [
  {
    id: 'aws',
    regionPattern: /^(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$/,
    pseudoRegions: ['aws-global'],
    hostSuffixes: ['amazonaws.com', 'api.aws'],
  },
  {
    id: 'aws-cn',
    regionPattern: /^cn-\w+-\d+$/,
    pseudoRegions: ['aws-cn-global'],
    hostSuffixes: ['amazonaws.com.cn', 'api.amazonwebservices.com.cn'],
  },
  {
    id: 'aws-eusc',
    regionPattern: /^eusc-(de)-\w+-\d+$/,
    pseudoRegions: [],
    hostSuffixes: ['amazonaws.eu', 'api.amazonwebservices.eu'],
  },
  {
    id: 'aws-iso',
    regionPattern: /^us-iso-\w+-\d+$/,
    pseudoRegions: ['aws-iso-global'],
    hostSuffixes: ['c2s.ic.gov', 'api.aws.ic.gov'],
  },
  {
    id: 'aws-iso-b',
    regionPattern: /^us-isob-\w+-\d+$/,
    pseudoRegions: ['aws-iso-b-global'],
    hostSuffixes: ['sc2s.sgov.gov', 'api.aws.scloud'],
  },
  {
    id: 'aws-iso-e',
    regionPattern: /^eu-isoe-\w+-\d+$/,
    pseudoRegions: ['aws-iso-e-global'],
    hostSuffixes: ['cloud.adc-e.uk', 'api.cloud-aws.adc-e.uk'],
  },
  {
    id: 'aws-iso-f',
    regionPattern: /^us-isof-\w+-\d+$/,
    pseudoRegions: ['aws-iso-f-global'],
    hostSuffixes: ['csp.hci.ic.gov', 'api.aws.hci.ic.gov'],
  },
  {
    id: 'aws-us-gov',
    regionPattern: /^us-gov-\w+-\d+$/,
    pseudoRegions: ['aws-us-gov-global'],
    hostSuffixes: ['amazonaws.com', 'api.aws'],
  },
];
