/** The private file system of a browser, in memory, for tests: as much of it as a backup copy uses. */
export function memoryFiles(files = new Map<string, string>()) {
  const handle = (name: string) => ({
    kind: 'file',
    getFile: async () => new Blob([files.get(name) ?? '']),
    createWritable: async () => {
      let text = '';
      return {
        write: async (more: string) => void (text += more),
        close: async () => void files.set(name, text),
      };
    },
  });
  const folder = {
    getFileHandle: async (name: string) => handle(name),
    removeEntry: async (name: string) => {
      if (!files.delete(name)) throw new DOMException('There is no such file.', 'NotFoundError');
    },
    async *entries() {
      for (const name of files.keys()) yield [name, handle(name)] as const;
    },
  };
  return { getDirectory: async () => ({ getDirectoryHandle: async () => folder }) };
}
