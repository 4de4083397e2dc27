import { defaultClientConditions, type ResolveOptions } from 'vite';

/** RxJS offers its code with classes as browsers know them, and without: that is 7 kB more to read before data. */
export const resolve: ResolveOptions = { conditions: ['es2015', ...defaultClientConditions] };
