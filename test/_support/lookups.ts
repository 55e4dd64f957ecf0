import ts from 'typescript';

/*
 * Finds objects that are indexed by arbitrary text: `WORDS[reason]`, `name in FIELDS`. Text from outside may be
 * `constructor` or `__proto__`, which every object inherits. Keys that a schema has restricted to known values are
 * allowed; for others use Map or `own` (lib/own.ts).
 */
export type Lookup = { file: string; line: number; source: string };

const ANY_TEXT =
  ts.TypeFlags.String | ts.TypeFlags.TemplateLiteral | ts.TypeFlags.Any | ts.TypeFlags.Unknown;

/** Returns the program of `tsconfig.json`, or of the given files. */
export function programOf(files?: readonly string[]): ts.Program {
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, process.cwd());
  return ts.createProgram(files ?? fileNames, options);
}

const partsOf = (type: ts.Type): readonly ts.Type[] =>
  type.isUnionOrIntersection() ? type.types.flatMap(partsOf) : [type];

export function lookupsIn(program: ts.Program, isOurs: (file: string) => boolean): Lookup[] {
  const checker = program.getTypeChecker();
  const isAnyText = (node: ts.Expression): boolean => {
    if (ts.isLiteralExpression(node)) return false;
    return partsOf(checker.getTypeAtLocation(node)).some((one) => (one.flags & ANY_TEXT) !== 0);
  };
  const isLookup = (node: ts.Node): boolean =>
    (ts.isElementAccessExpression(node) && isAnyText(node.argumentExpression)) ||
    (ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.InKeyword &&
      isAnyText(node.left));
  return program
    .getSourceFiles()
    .filter((file) => isOurs(file.fileName))
    .flatMap((file) => {
      const found: Lookup[] = [];
      const visit = (node: ts.Node): void => {
        if (isLookup(node)) {
          const { line } = file.getLineAndCharacterOfPosition(node.getStart());
          found.push({ file: file.fileName, line: line + 1, source: node.getText() });
        }
        ts.forEachChild(node, visit);
      };
      visit(file);
      return found;
    });
}
