import { getDomain } from 'tldts';

/*
 * Domains whose users cannot enter DNS records: those of free mail providers and shared services, and public suffixes
 * (co.uk). The list has only the best known. For any other such domain the records are simply never found.
 */

/** Providers with many top-level domains. */
const MANY: Record<string, string> = {
  yahoo: 'com co.uk co.in co.jp co.id co.nz com.ar com.au com.br com.mx com.ph com.sg com.tr com.tw com.vn ca de es fr gr ie in it pl ro se',
  hotmail: 'com co.uk co.th com.ar com.br com.tr be ca ch de dk es fi fr gr it nl no se',
  outlook: 'com at be cl cz de dk es fr ie in it jp kr pt sk com.ar com.au com.br com.gr com.tr com.vn co.id co.th',
  live: 'com at be ca ch cl cn de dk fi fr ie it jp nl no pt ru se co.uk com.ar com.au com.mx com.pt',
  gmx: 'at ch com de es eu fr it net org us co.uk',
  yandex: 'com ru by kz ua com.tr',
  aol: 'com co.uk de fr it es',
}; // prettier-ignore

const ONE = `gmail.com googlemail.com msn.com ymail.com rocketmail.com icloud.com me.com mac.com aim.com mail.com email.com
  proton.me protonmail.com protonmail.ch pm.me tutanota.com tutanota.de tuta.com tuta.io zoho.com zohomail.com fastmail.com
  fastmail.fm hey.com hushmail.com web.de t-online.de freenet.de posteo.de mailbox.org arcor.de online.de aon.at chello.at
  bluewin.ch hispeed.ch mail.ru bk.ru list.ru inbox.ru internet.ru rambler.ru ya.ru ukr.net i.ua qq.com foxmail.com 163.com
  126.com yeah.net sina.com sina.cn sohu.com naver.com daum.net hanmail.net kakao.com nate.com docomo.ne.jp ezweb.ne.jp
  softbank.ne.jp libero.it virgilio.it tiscali.it alice.it tin.it orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr
  bbox.fr seznam.cz email.cz centrum.cz azet.sk wp.pl o2.pl onet.pl op.pl interia.pl gazeta.pl abv.bg citromail.hu freemail.hu
  walla.co.il walla.com sapo.pt btinternet.com virginmedia.com sky.com talktalk.net ntlworld.com blueyonder.co.uk comcast.net
  verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net juno.com optonline.net shaw.ca rogers.com
  sympatico.ca bell.net telus.net bigpond.com optusnet.com.au xtra.co.nz uol.com.br bol.com.br terra.com.br ig.com.br
  globo.com rediffmail.com ziggo.nl kpnmail.nl planet.nl telenet.be skynet.be telia.com online.no
  duck.com zohomail.eu a1.net vodafone.de passport.com home.nl meta.ua tlen.pl zoznam.sk dir.bg mail.bg 139.com
  simplelogin.com privaterelay.appleid.com mailinator.com inbox.lv one.lt eircom.net runbox.com mailfence.com riseup.net
  kolumbus.fi`;

/**
 * Services that send or host mail for many customers. Each customer has a subdomain, and the provider controls the
 * records.
 */
const SHARED: ReadonlySet<string> = new Set(
  `sendgrid.net amazonses.com mailgun.org sparkpostmail.com mandrillapp.com mcsv.net mtasv.net onmicrosoft.com
  googlegroups.com`.split(/\s+/),
);

const FREE: ReadonlySet<string> = new Set([
  ...ONE.split(/\s+/),
  ...Object.entries(MANY).flatMap(([name, endings]) =>
    endings.split(' ').map((ending) => `${name}.${ending}`),
  ),
]);

/** Returns why ownership of a domain can never be proved; null when it can. */
export function neverProved(domain: string): string | null {
  const own = getDomain(domain, { allowPrivateDomains: true });
  if (own === null) {
    return 'is a public suffix, such as co.uk; name a domain of your own under it';
  }
  const above = withThoseAbove(domain);
  const free = above.find((one) => FREE.has(one));
  if (free !== undefined) {
    return `belongs to a provider of free mail: nobody else can enter records at ${free}. Name a domain of your own`;
  }
  const shared = above.find((one) => SHARED.has(one));
  if (shared !== undefined) {
    return `belongs to a service that many share: nobody else can enter records at ${shared}. Name a domain of your own`;
  }
  return null;
}

/** `a.b.c` gives `a.b.c`, `b.c` and `c`. */
const withThoseAbove = (domain: string): string[] =>
  domain.split('.').map((_, at, labels) => labels.slice(at).join('.'));
