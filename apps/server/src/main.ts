import { readConfig } from './config.ts';
import { startServer } from './start.ts';

try {
  const server = await startServer(readConfig(process.env));
  let stopping = false;
  const stop = (): void => {
    // The second Ctrl-C does not wait.
    if (stopping) process.exit(1);
    stopping = true;
    void server[Symbol.asyncDispose]().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
} catch (error) {
  const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  console.error(
    taken
      ? `Port ${process.env['PORT'] ?? 4000} is taken. Set PORT to another one.`
      : `Tidemark cannot start:\n${error instanceof Error ? error.message : String(error)}`,
  );
  process.exit(1);
}
