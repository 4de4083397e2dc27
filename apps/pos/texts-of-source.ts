import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** One text of the source, as a language file names it. */
export interface SourceText {
  /** The text in English, with `{0}` for its first value; the plural form of a counted text. */
  readonly key: string;
  /** The singular form of a counted text. */
  readonly one: string | undefined;
  /** The first file with it, for translators: "apps/pos/src/sell/sell-page.ts". */
  readonly file: string;
}

/** A reason why a text cannot be translated. */
export interface TextTrouble {
  readonly file: string;
  readonly line: number;
  readonly words: string;
}

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Every file with texts that reach a screen of the till. */
function screenFiles(): readonly string[] {
  return globSync('{apps/pos,libs/elements}/src/**/*.ts', { cwd: root })
    .map(file => file.replaceAll('\\', '/'))
    .filter(file => !/\.test\.ts$|\/testing(\/|\.)|\/languages\/pseudo/.test(file))
    .sort();
}

/** The texts in these files, each once, and what is wrong in how some are written. */
export function textsOf(files: readonly string[] = screenFiles()): {
  readonly texts: ReadonlyMap<string, SourceText>;
  readonly troubles: readonly TextTrouble[];
} {
  const texts = new Map<string, SourceText>();
  const troubles: TextTrouble[] = [];
  for (const file of files) {
    const source = ts.createSourceFile(
      file,
      readFileSync(join(root, file), 'utf8'),
      ts.ScriptTarget.Latest,
      true,
    );
    const wrong = (node: ts.Node, words: string): void => {
      troubles.push({ file, line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1, words });
    };
    const add = (node: ts.Node, text: SourceText): void => {
      const known = texts.get(text.key);
      if (!known) texts.set(text.key, text);
      else if (known.one !== text.one) wrong(node, `is said otherwise of one in ${known.file}`);
    };
    const visit = (node: ts.Node): void => {
      ts.forEachChild(node, visit);
      if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return;
      const name = node.expression.text;
      if (name !== 'msg' && name !== 'counted') return;
      if (isDeclaredHere(node)) return;
      if (!isInFunction(node))
        wrong(
          node,
          'is said once, when the file is loaded, and stays in that language: say it in a function',
        );
      if (name === 'msg') {
        const key = keyOf(node.arguments[0]);
        if (key === undefined) wrong(node, 'is no text written out: msg takes a string, or str`…`');
        else add(node, { key, one: undefined, file });
        return;
      }
      const [one, many] = [keyOf(node.arguments[1]), keyOf(node.arguments[2])];
      if (one === undefined || many === undefined)
        wrong(node, 'is no text written out: counted takes str`…`');
      else if (placeholdersOf(one) !== placeholdersOf(many))
        wrong(node, 'has other values for one than for many');
      else add(node, { key: many, one, file });
    };
    visit(source);
  }
  return { texts, troubles };
}

/** The placeholders of a text in their order, each once: "{0}{1}". */
export function placeholdersOf(text: string): string {
  return [...new Set(text.match(/\{\d+\}/g))].sort().join('');
}

/** The text as a language file has it: "Receipt {0}". Undefined where it is not written out. */
function keyOf(node: ts.Expression | undefined): string | undefined {
  if (!node) return undefined;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTaggedTemplateExpression(node) || node.tag.getText() !== 'str') return undefined;
  const { template } = node;
  if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
  return (
    template.head.text + template.templateSpans.map(({ literal }, n) => `{${n}}${literal.text}`).join('')
  );
}

function isInFunction(node: ts.Node): boolean {
  for (let each = node.parent; each; each = each.parent) if (ts.isFunctionLike(each)) return true;
  return false;
}

/** Whether it is in the file that declares `msg` and `counted`. */
function isDeclaredHere(node: ts.Node): boolean {
  return node.getSourceFile().fileName.includes('libs/elements/src/language/language');
}
