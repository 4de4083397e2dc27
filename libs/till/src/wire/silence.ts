/** What came instead of an answer: nothing, nothing within its time, or something that is none (5xx, HTML). */
export type Silence = 'unreachable' | 'late' | 'broken';
