export async function playStory(
  _at: { url: string; apiKey: string },
  tell: (line: string) => void,
): Promise<void> {
  tell('');
}
