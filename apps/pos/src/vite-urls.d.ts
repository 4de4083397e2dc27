/** The address of the program of a worker, which Vite builds from the file. */
declare module '*?worker&url' {
  const url: string;
  export default url;
}
