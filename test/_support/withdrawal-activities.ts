/** The activities that follow a withdrawal; each fails the first time. `did` has every call. */
export function withdrawalActivities() {
  const did: string[] = [];
  const fails = new Set(['stop', 'confirm']);
  const call = (name: string): void => {
    did.push(name);
    if (fails.delete(name)) throw new Error('the database is away');
  };
  const activities = {
    stopMessages: async () => {
      call('stop');
      return 3;
    },
    confirmOptOut: async () => {
      call('confirm');
      return true;
    },
  };
  return { activities, did };
}
