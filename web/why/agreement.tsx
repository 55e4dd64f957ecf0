import { lawWords } from '../consent/law-words.ts';
import { Mono, Quiet, Quote } from '../ui/facts.tsx';
import { sourceWord } from '../consent/source-words.ts';
import { Moment } from '../ui/values.tsx';
import type { Why } from './type.ts';

type Event = NonNullable<Why['basis']>;

/** Shows what a person did, with the wording they saw and the evidence. */
export function Agreement({ event, form }: { event: Event; form?: Why['form'] }) {
  const { wording, evidence, notice } = event;
  const late = Date.parse(event.recorded_at) - Date.parse(event.captured_at) > 60_000;
  const told = [
    sourceWord(event.source),
    event.purpose_version ? `purpose version ${event.purpose_version}` : '',
    notice ? `privacy notice version ${notice.version}` : '',
    lawWords(event.jurisdiction),
    evidence.ip ? `from ${evidence.ip}` : '',
    event.form_url ?? '',
  ].filter(Boolean);
  return (
    <>
      {wording ? <Quote>{wording}</Quote> : null}
      <div>
        <Quiet>{told.join(' · ')}</Quiet>
      </div>
      {event.wording_sha256 ? (
        <div>
          <Quiet>
            SHA-256 of this wording <Mono>{event.wording_sha256}</Mono>
          </Quiet>
        </div>
      ) : null}
      {form ? (
        <div>
          <Quiet>
            Sign-up form version {form.form_version} ({form.language}), kept as shown,{' '}
            <Mono>{form.sha256}</Mono>
          </Quiet>
        </div>
      ) : null}
      {late ? (
        <div>
          <Quiet>
            We learned of it <Moment at={event.recorded_at} />
          </Quiet>
        </div>
      ) : null}
    </>
  );
}
