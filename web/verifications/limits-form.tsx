import { FieldRow } from '../forms/layout.tsx';
import { typedOf } from '../forms/fields.tsx';
import { useForm } from '../forms/form.tsx';
import { CheckSetting, LastFields, LongTextSetting, SettingsForm, TextSetting } from '../settings/settings-form.tsx'; // prettier-ignore

export type Limits = {
  countries: readonly string[] | null;
  daily_cap: string;
  currency: string;
  fallback_price: string;
  sends_per_minute: number;
  sends_per_day: number;
  range_per_hour: number;
  domain_per_10_minutes: number;
};

/** Sets where codes may be sent and what they may cost. @param country the organization's, the default for texts */
export function LimitsForm({
  limits,
  country,
  mayWrite,
}: {
  limits: Limits;
  country: string;
  mayWrite: boolean;
}) {
  return (
    <SettingsForm mayWrite={mayWrite}>
      <LastFields>
        <LongTextSetting
          name="countries"
          label="Countries for codes by text"
          description={`Names or codes, separated by commas. Empty: only ${country}; none: nowhere. +1 is not one country: Jamaica is JM`}
          placeholder={country}
          defaultValue={
            limits.countries?.length === 0 ? 'none' : (limits.countries?.join(', ') ?? '')
          }
        />
        <FieldRow>
          <TextSetting
            name="daily_cap"
            label="Daily budget"
            description="0: only codes that are free"
            inputMode="decimal"
            defaultValue={limits.daily_cap}
          />
          <TextSetting
            name="currency"
            label="Currency"
            maxLength={3}
            defaultValue={limits.currency}
          />
        </FieldRow>
        <ConfirmCurrency currency={limits.currency} />
        <TextSetting
          name="fallback_price"
          label="Price where none is known"
          description="Per segment, for destinations that are in no list"
          inputMode="decimal"
          defaultValue={limits.fallback_price}
        />
        {COUNTS.map((row) => (
          <FieldRow key={row[0].name}>
            {row.map(({ name, label }) => (
              <TextSetting
                key={name}
                name={name}
                label={label}
                inputMode="numeric"
                defaultValue={limits[name]}
              />
            ))}
          </FieldRow>
        ))}
      </LastFields>
    </SettingsForm>
  );
}

/** Asks for confirmation after another currency was refused. */
function ConfirmCurrency({ currency }: { currency: string }) {
  const { answer } = useForm();
  const typed = typedOf(answer, 'currency')?.trim().toUpperCase();
  if (typed === undefined || typed === currency) return null;
  const wanted = typed || 'the default currency';
  return <CheckSetting name="currency_confirmed" label={`Count in ${wanted} from now on`} />;
}

const COUNTS = [
  [
    { name: 'sends_per_minute', label: 'Codes per minute' },
    { name: 'sends_per_day', label: 'Codes per day' },
  ],
  [
    { name: 'range_per_hour', label: 'To a thousand neighboring numbers, per hour' },
    { name: 'domain_per_10_minutes', label: 'To one mail domain, in ten minutes' },
  ],
] as const;
