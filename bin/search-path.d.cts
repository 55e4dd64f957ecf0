/**
 * The PATH for what the project's commands start: its own Node and tools first.
 * @param given the PATH that this process was started with; without one, the folders systems usually have
 */
export function searchPath(given: string | undefined): string;
