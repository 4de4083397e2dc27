/** What of a tag is read out or shown. */
const saidAttributes =
  /(?:^|\s)(aria-label|title|placeholder|label|heading|text|action|alt)=(?:"([^"]*)"|'([^']*)')/g;
const word = /\p{L}{2,}/u;
/** Ours, and that of a shop: the same in every language. */
const names = /^(Tidemark|your-shop\.myshopify\.com)$/;
/** Two words in a row: a name or a code has none. */
const sentence = /\p{L}{2,}[,:;.]?\s+\p{L}{2,}/u;
/** Calls whose texts nobody on a screen reads, or that say them in the language chosen. */
const silent =
  /^(msg|str|counted|querySelector|querySelectorAll|matches|closest|matchMedia|query|warn|error|log|info|css|unsafeCSS)$/;

/** Letters that an `html` template shows or reads out as they stand: never those of `${…}`. */
function saidIn(quasis) {
  const joined = quasis.map(({ value }) => value.raw).join('\u0000');
  const [texts, tags] = [joined.replace(/<[^>]*>/g, '\u0000'), joined.match(/<[^>]*>/g) ?? []];
  const attributes = tags.flatMap(tag =>
    [...tag.matchAll(saidAttributes)].map(([, , double, single]) => double ?? single ?? ''),
  );
  return [...texts.split('\u0000'), ...attributes]
    .map(each => each.replace(/&\w+;/g, '').trim())
    .filter(each => word.test(each) && !names.test(each));
}

/** Whether a literal stands where its words reach nobody, or are said by `msg`. */
function isSilent(node) {
  for (let each = node.parent, child = node; each; child = each, each = each.parent) {
    if (
      /^(ImportDeclaration|ExportAllDeclaration|ExportNamedDeclaration|TSLiteralType|Decorator)$/.test(
        each.type,
      )
    )
      return each.type !== 'ExportNamedDeclaration' || each.source === child;
    if (each.type === 'TaggedTemplateExpression' && silent.test(each.tag.name ?? '')) return true;
    if (each.type === 'BinaryExpression') return true;
    if (each.type === 'CallExpression' && child !== each.callee)
      if (silent.test(each.callee.name ?? each.callee.property?.name ?? '')) return true;
    if (/Statement$|Declaration$|^PropertyDefinition$|Function/.test(each.type)) return false;
  }
  return false;
}

/** Every text that a person sees is said by `msg` or `counted`, so that it can be said in other languages. */
const inLanguages = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      bare: '“{{ text }}” is said in no other language: write msg(…), of @tidemark/elements/language.',
    },
  },
  create(context) {
    const report = (node, text) =>
      context.report({ node, messageId: 'bare', data: { text: text.trim().slice(0, 60) } });
    return {
      TaggedTemplateExpression(node) {
        if (node.tag.name === 'html') for (const text of saidIn(node.quasi.quasis)) report(node, text);
      },
      Literal(node) {
        if (typeof node.value === 'string' && sentence.test(node.value) && !isSilent(node))
          report(node, node.value);
      },
      TemplateLiteral(node) {
        if (node.parent.type === 'TaggedTemplateExpression') return;
        const text = node.quasis.map(({ value }) => value.cooked).join(' … ');
        if (node.quasis.some(({ value }) => sentence.test(value.cooked)) && !isSilent(node))
          report(node, text);
      },
    };
  },
};

export default { rules: { 'in-languages': inLanguages } };
