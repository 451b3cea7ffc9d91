/** What stands around a name in a sentence, in the languages of `givenNames.ts`. */

/** Right before it: somebody tells his own name, signs, or is the sender. */
const CALLS =
  /(?:\b(?:my name is|my name's|name is|mein name ist|ich heiße|ich heisse|je m['’]appelle|mon nom est|me llamo|mi nombre es|mi chiamo|il mio nome è|meu nome é|me chamo|mijn naam is|ik heet|nazywam się|jag heter|jeg hedder|jeg heter|signed by|signed,|gezeichnet|gez\.|signé|firmado por|firmato)|(?:regards|wishes|sincerely|yours|faithfully|cheers|grüßen|grüße|gruß|gruss|grüssen|cordialement|salutations|atentamente|saludos|saluti|groet|groeten|cumprimentos|pozdrawiam)[,.!]?\s*\n)/iu;
export const CALLS_HIMSELF = new RegExp(`${CALLS.source}\\s*$`, 'iu');
/** Whether that is worth looking for in a text. */
export const CALLS_SOMEBODY = CALLS;

/** Right before it, where people are spoken to or about. */
export const PRECEDES =
  /(?<![\p{L}\p{N}])(?:by|is|i am|i['’]m|this is|ich bin|je suis|ici|soy|sono|sou|ik ben|contact|customer|client|user|buyer|seller|agent|colleague|manager|dear|hi|hello|hey|thanks|thank you|ask|asked|called|told|met|spoke with|spoke to|talked to|authors?|reviewer|assigned to|owner|sender|patient|employee|applicant|guest|member|mr|mrs|ms|dr|prof|sir|von|kunde|kundin|kollege|kollegin|herr|herrn|frau|hallo|liebe|lieber|danke|par|cliente?|cher|chère|bonjour|merci|m|mme|mlle|por|hola|gracias|señora?|sra?|signora?|sig|gentile|dhr|mevr|beste|från|av|af|names?|nombre|nom|naam|nome|attn|cc|bcc|à l['’]attention de|z\. ?hd\.?)\.?[,:=]?\s*$/iu;

/** A text of this kind is about what somebody did, wants or is to get, not about what a thing is good for. */
export const OF_PEOPLE =
  /(?<!\p{L})(?:called|phoned|wrote|spoke|replied|complain(?:s|ed|t)|refund|ticket|parcel|invoiced?|appointment|regards|colleague|meeting|met with|follow up|asap|voicemail|shipped|salary|payroll|hired|patient|angerufen|anruf|rückruf|beschwerde|kunde|kundin|kollege|kollegin|termin|rechnung|gesprochen|grüßen|appelé|rappeler|remboursement|rendez-vous|rappelée?|souhaite|collègue|facture|réclamation|llamó|reembolso|cita|factura|reclamación|pedido|ha chiamato|rimborso|fattura|terugbetaling|gebeld)(?!\p{L})/iu;

/** Right before it: a product is as likely. */
export const OF_ANYTHING =
  /(?<!\p{L})(?:of|with|or|the|like|modell?|product|mit|oder|wegen|avec|ou|modèle|con|o|modelo) ["“„«]?$/iu;

/** Before the first word of a sentence. */
export const BEGINS = /(?:^|[.!?:;“"„«]|\n|[-*•])\s*$/u;

/** Right before it: a thing is meant. */
export const ARTICLE =
  /(?<![\p{L}])(?:the|an?|this|our|your|new|der|die|das|dem|den|des|ein|eine|einen|unser|unsere|le|la|les|un|une|el|los|las|una|il|lo|het|een|o|os|as) $/iu;

/** Right after it: an address, or what people do. */
export const FOLLOWS =
  /^(?: ?[<(](?=[^<>()]{0,40}[@\d])|['’]s (?:order|account|phone|e-?mail|address|number|request|ticket|card)| (?:called|wrote|reported|asked|said|says|complained|left|bought|ordered|requested|replied|confirmed|promised|visited|signed|mentioned|told|joined|lives|works|hat|har|rief|ruft|schrieb|bat|fragt|sagt|sagte|wohnt|a |dit|habite|llamó|dijo|escribió|pidió|vive|ha |telefona|belde|vraagt)|,? (?:CEO|CTO|CFO|PhD|MD)\b)/u;
