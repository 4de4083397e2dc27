import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

export const workspaceRoot = fileURLToPath(new URL('../../../', import.meta.url));

/** What Nx would do for `nx run-many`. */
export interface NxPlan {
  readonly graph: {
    readonly nodes: Readonly<Record<string, { readonly data: { readonly root: string } }>>;
  };
  readonly tasks: {
    readonly tasks: Readonly<
      Record<string, { readonly outputs: readonly string[]; readonly parallelism: boolean }>
    >;
    readonly dependencies: Readonly<Record<string, readonly string[]>>;
    readonly continuousDependencies: Readonly<Record<string, readonly string[]>>;
  };
  /** For each task, the inputs whose change invalidates its cached result. */
  readonly taskPlans: Readonly<Record<string, readonly string[]>>;
}

/** The output of an Nx command, run as if outside of any Nx task. */
export function nx(...args: readonly string[]): string {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('NX_')));
  const said = execFileSync(
    process.execPath,
    [join(workspaceRoot, 'node_modules/nx/dist/bin/nx.js'), ...args],
    {
      cwd: workspaceRoot,
      env: { ...env, NX_DAEMON: 'false', NX_TUI: 'false' },
      encoding: 'utf8',
    },
  );
  // An Nx task forces colours.
  return stripVTControlCharacters(said);
}

/** The plan of `nx run-many -t …` over all projects. */
export function planOf(...targets: readonly string[]): NxPlan {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-plan-'));
  try {
    const file = join(folder, 'plan.json');
    nx('run-many', '-t', ...targets, `--graph=${file}`);
    return JSON.parse(readFileSync(file, 'utf8')) as NxPlan;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Whether a changed source file of `project` makes a task run again. */
export function isRerunBy(plan: NxPlan, task: string, project: string): boolean {
  return inputsOf(plan, task, project).length > 0 || readsEverything(plan, task);
}

/** The patterns of a project's files that a task depends on. */
export function inputsOf(plan: NxPlan, task: string, project: string): readonly string[] {
  const start = `${project}:${plan.graph.nodes[project]?.data.root ?? ''}/`;
  const input = plan.taskPlans[task]?.find(each => each.startsWith(start));
  return input?.slice(project.length + 1).split(',') ?? [];
}

/** Whether a change of a file outside of all projects makes a task run again. `path` is relative to the root. */
export function isRerunByFile(plan: NxPlan, task: string, path: string): boolean {
  const inputs = plan.taskPlans[task] ?? [];
  return inputs.some(each => each.includes(`{workspaceRoot}/${path}`)) || readsEverything(plan, task);
}

function readsEverything(plan: NxPlan, task: string): boolean {
  return plan.taskPlans[task]?.some(each => each.includes('{workspaceRoot}/**/*')) ?? false;
}
