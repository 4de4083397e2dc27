import { join } from 'node:path';
import ts from 'typescript';
import { workspaceRoot } from './nx-plan.ts';
import { isOf, type Package } from './whole.ts';

/**
 * Returns a function that checks a package as `tsc --noEmit` does in its folder, and returns the errors in the
 * package's own files. An imported package is left to its own check, so that each file is checked once. A file is
 * parsed once for all packages with the same options.
 */
export function typesOf(): (each: Package) => readonly string[] {
  const parsed = new Map<string, ts.SourceFile | undefined>();
  return each => {
    const folder = join(workspaceRoot, each.root);
    const { options, fileNames, errors, projectReferences } = configIn(folder);
    const kind = JSON.stringify({ ...options, configFilePath: undefined });
    const host = ts.createCompilerHost(options);
    const read = host.getSourceFile;
    host.getSourceFile = (file, ...how) => {
      const key = `${kind} ${file}`;
      if (!parsed.has(key)) parsed.set(key, read(file, ...how));
      return parsed.get(key);
    };
    const program = ts.createProgram({
      rootNames: fileNames,
      options,
      host,
      configFileParsingDiagnostics: errors,
      ...(projectReferences ? { projectReferences } : {}),
    });
    const own = program.getSourceFiles().filter(({ fileName }) => isOf(each, fileName));
    const found = [
      ...program.getConfigFileParsingDiagnostics(),
      ...program.getOptionsDiagnostics(),
      ...program.getGlobalDiagnostics(),
      ...own.flatMap(file => [
        ...program.getSyntacticDiagnostics(file),
        ...program.getSemanticDiagnostics(file),
      ]),
    ];
    return ts.sortAndDeduplicateDiagnostics(found).map(one => ts.formatDiagnostic(one, format).trim());
  };
}

const format: ts.FormatDiagnosticsHost = {
  getCurrentDirectory: () => workspaceRoot,
  getCanonicalFileName: file => file,
  getNewLine: () => '\n',
};

function configIn(folder: string): ts.ParsedCommandLine {
  const parsed = ts.getParsedCommandLineOfConfigFile(
    join(folder, 'tsconfig.json'),
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: problem => fail(problem) },
  );
  if (!parsed) throw new Error(`${folder} has no tsconfig.json`);
  return parsed;
}

function fail(problem: ts.Diagnostic): never {
  throw new Error(ts.formatDiagnostic(problem, format));
}
