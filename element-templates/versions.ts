/** A template that is made from the code, and where it is. */
export interface MadeTemplate {
  /** Like `element-templates/aws-dynamodb.json`. */
  readonly file: string;
  readonly version: number;
  readonly content: string;
}

/** Where the published form of a version is kept, for the tasks that were made with it. */
export function keptFile({ file, version }: MadeTemplate): string {
  return file.replace(/([^/]+)\.json$/, `versioned/$1-${version}.json`);
}

/**
 * Says of each template whose version was published already with another content that its version must be raised: the Modeler and
 * the catalog of Camunda Hub take a version for what it was.
 * @param read gives the content of a file, undefined if there is none
 */
export function versionFaults(
  templates: readonly MadeTemplate[],
  read: (file: string) => string | undefined,
): string[] {
  return templates.flatMap((template) => {
    const kept = read(keptFile(template));
    if (kept === undefined || kept === template.content) return [];
    const { file, version } = template;
    return [
      `${file} is not what was published as version ${version} (${keptFile(template)}): raise its version in element-templates/aws-dynamodb.ts.`,
    ];
  });
}
