/** A table of a Markdown page: its header's cells, and those of each row. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Every table of the page. */
export function tablesIn(document: string): readonly Table[] {
  const blocks = document.matchAll(/(?:^\|.*\|$\n?)+/gm);
  return [...blocks].map(([block]) => {
    const [header = [], , ...rows] = block.trim().split('\n').map(cellsOf);
    return { header, rows };
  });
}

/** The table whose header begins with this cell. @throws Error where there is none, or more than one. */
export function tableOf(tables: readonly Table[], firstCell: string): Table {
  const found = tables.filter(each => each.header[0] === firstCell);
  const [table] = found;
  if (!table || found.length > 1) throw new Error(`${found.length} tables begin with ${firstCell}`);
  return table;
}

/** The text in backticks of each row's first cell; the whole cell where it has none. */
export function namesOf({ rows }: Table): string[] {
  return rows.map(([first = '']) => /`([^`]*)`/.exec(first)?.[1] ?? first);
}

function cellsOf(line: string): string[] {
  return line
    .slice(1, -1)
    .split('|')
    .map(each => each.trim());
}
