import test from 'ava';
import { guessColumns } from '#domain/contact-imports/guess-columns.ts';
import { saysSomebodyElse } from '#domain/imports/other-people.ts';

/** Headers of other people's addresses, by language. */
const OF_OTHERS: Record<string, string[]> = {
  en: [
    'Emergency contact phone', 'Emergency Contact', 'emergency_contact_email', 'EmergencyContactPhone', 'emergencyPhone', 'emergencyphone', 'Emerg. contact #1 tel', 'Contact in case of emergency',
    'ICE', 'I.C.E. number', 'ICE phone', 'Next of kin', 'Next-of-kin phone', 'nextOfKinEmail', 'NOK mobile', 'Parent', 'Parent email', 'Parent/Guardian phone', 'parentEmail', 'parent1_email', 'Parents’ phone',
    "Mother's mobile", 'Father email', 'Mum mobile', 'Dad phone', 'Guardian', 'Legal guardian e-mail', 'Grandmother phone', 'Husband', 'Wife’s email', 'Spouse', 'Spouse e-mail', 'spouse_phone', 'Partner', 'Partner email', 'Child email', "Daughter's phone", "Son's phone",
    'Sibling phone', 'Brother', 'Relative', 'Friend’s email', 'Neighbour phone', 'Family member phone', 'Carer', 'Caregiver phone', 'Social worker', 'Doctor', "Doctor's phone", 'Dr phone', 'GP', 'GP phone', 'Physician', 'Primary care physician phone', 'Dentist email', 'Therapist', 'Teacher email', 'Coach', 'Tutor email', 'Mentor', 'Lawyer', 'Attorney email', 'Accountant', 'Landlord phone',
    'Assistant', "Assistant's phone", 'Asst. Phone', 'PA / personal assistant email', 'Secretary', 'Manager', 'Manager email', 'Line manager', 'managerEmail', 'Mgr e-mail', 'Boss', 'Supervisor phone', 'Team lead email', 'Director', 'Employer phone', 'Colleague email', 'HR email', 'Recruiter email', 'Switchboard', 'Reception phone',
    'Referred by', 'Referred By (email)', 'Referrer', 'referrer_email', 'Referral email', 'Referee phone', 'Reference 1 phone', 'Recommended by', 'Introduced by', 'Invited by', 'Inviter email', 'Sponsor',
    'Created by', 'CreatedBy', 'created_by_email', 'Created By User', 'Creator', 'Modified by', 'Last modified by', 'LastModifiedBy.Email', 'Updated by', 'Last updated by', 'Changed by', 'Edited by', 'Added by', 'Entered by', 'Uploaded by', 'Approved by', 'Assigned to', 'Assignee', 'Managed by', 'Owned by',
    'Owner', 'Contact owner', 'Account Owner Email', 'owner_email', 'Lead owner', 'Account manager', 'Account executive', 'Sales rep', 'Sales Rep Email', 'salesrep', 'Sales person', 'Salesperson', 'Sales representative phone', 'Agent', 'Agent email', 'Broker', 'Advisor', 'Consultant email', 'Representative', 'Host email', 'Organizer email', 'Interviewer', 'CSM',
    'Invoice contact', 'Billing contact', 'Billing contact email', 'Finance contact e-mail', 'Accounts payable email', 'Technical contact', 'Secondary contact email', 'Alternate contact phone', 'Power of attorney phone', 'Trustee', 'Beneficiary', 'Responsible person email', 'Cc',
  ],
  de: [
    'Notfallkontakt', 'Notfall', 'Notfallnummer', 'Kontakt im Notfall', 'Telefon Notfall', 'ICE-Kontakt', 'Vormund', 'Vormund Telefon', 'Eltern', 'Eltern-E-Mail', 'ElternEmail', 'Elternteil 1', 'Mutter', 'Vater Handy', 'E-Mail der Mutter', 'Erziehungsberechtigte', 'Erziehungsberechtigter Telefon', 'Sorgeberechtigte', 'Gesetzlicher Vertreter', 'Oma', 'Großmutter', 'Grossvater', 'Angehörige', 'Angehoerige', 'Nächster Angehöriger',
    'Ehepartner', 'Ehefrau', 'Ehemann', 'Ehegatte', 'Gatte', 'Partner', 'Lebensgefährte', 'Lebensgefaehrtin', 'Kind', 'Sohn', 'Tochter Handy', 'Geschwister', 'Freund', 'Nachbarin', 'Arzt', 'Ärztin', 'Hausarzt', 'Telefon Hausarzt', 'Kinderarzt Telefon', 'Zahnarzt', 'Therapeut', 'Lehrer', 'Klassenlehrerin', 'Anwalt', 'Steuerberater', 'Buchhaltung', 'Vermieter',
    'Assistent', 'Assistenz', 'Assistentin E-Mail', 'Sekretariat', 'Sekretärin', 'Sekretaerin', 'Vorgesetzter', 'Chef', 'Chefin E-Mail', 'Teamleiter', 'Abteilungsleiter E-Mail', 'Führungskraft', 'Arbeitgeber', 'Manager', 'Kollege', 'Zentrale',
    'Empfohlen von', 'Empfehler', 'Geworben von', 'Vermittler', 'Geändert von', 'Geaendert von', 'Zuletzt geändert von', 'Erstellt von', 'Ersteller', 'Angelegt von', 'Bearbeiter', 'Sachbearbeiter', 'Aktualisiert von', 'Eigentümer', 'Kontaktinhaber', 'Besitzer', 'Zuständig', 'Zuständiger Mitarbeiter', 'Verantwortlicher', 'Betreuer', 'Kundenbetreuer', 'Verkäufer', 'Vertriebsmitarbeiter', 'Berater', 'Außendienst', 'Rechnungsempfänger', 'Ansprechpartner Rechnung', 'Rechnungskontakt',
  ],
  fr: [
    'Contact d’urgence', "Contact d'urgence", 'Tél. urgence', 'Personne à prévenir', 'Parent', 'Email parent', 'Mère', 'Téléphone de la mère', 'Père', 'Tuteur', 'Tutrice légale', 'Représentant légal', 'Responsable légal', 'Conjoint', 'Époux', 'Épouse', 'Mari', 'Femme', 'Compagne', 'Partenaire', 'Enfant', 'Fille', 'Sœur', 'Frère', 'Ami', 'Voisin', 'Proche', 'Aidant', 'Médecin', 'Médecin traitant', 'Docteur', 'Professeur', 'Avocat', 'Comptable', 'Propriétaire', 'Bailleur',
    'Assistant', 'Assistante', 'Secrétaire', 'Secrétariat', 'Manager', 'Chef', 'Supérieur hiérarchique', 'Directeur', 'Responsable', 'Employeur', 'Collègue', 'Parrain', 'Parrainé par', 'Recommandé par', 'Référent', 'Modifié par', 'Dernière modification par … modifié par', 'Créé par', 'Créateur', 'Ajouté par', 'Mis à jour par', 'Conseiller', 'Commercial en charge', 'Vendeur', 'Gestionnaire', 'Contact facturation', 'Attribué à',
  ],
  es: [
    'Contacto de emergencia', 'Teléfono de emergencia', 'Emergencia', 'Padre', 'Madre', 'Correo de los padres', 'Tutor', 'Tutora legal', 'Apoderado', 'Acudiente', 'Representante legal', 'Cónyuge', 'Esposo', 'Esposa', 'Marido', 'Pareja', 'Hijo', 'Hermana', 'Familiar', 'Pariente', 'Amigo', 'Vecina', 'Médico', 'Médico de cabecera', 'Doctora', 'Profesor', 'Abogado', 'Contador', 'Cuidador', 'Asistente', 'Secretaria', 'Jefe', 'Gerente', 'Supervisor', 'Director', 'Encargado', 'Responsable', 'Empleador',
    'Recomendado por', 'Referido por', 'Referencia', 'Invitado por', 'Modificado por', 'Última modificación: modificado por', 'Creado por', 'Actualizado por', 'Añadido por', 'Propietario', 'Dueño', 'Vendedor', 'Asesor', 'Ejecutivo de cuenta', 'Agente', 'Contacto de facturación',
  ],
  it: ['Contatto di emergenza', 'Telefono emergenza', 'Genitore', 'Email genitori', 'Madre', 'Padre', 'Tutore', 'Coniuge', 'Marito', 'Moglie', 'Compagna', 'Partner', 'Figlio', 'Fratello', 'Parente', 'Familiare', 'Amica', 'Medico', 'Medico curante', 'Dottore', 'Insegnante', 'Avvocato', 'Commercialista', 'Assistente', 'Segreteria', 'Segretaria', 'Responsabile', 'Manager', 'Capo', 'Direttore', 'Datore di lavoro', 'Segnalato da', 'Presentato da', 'Consigliato da', 'Modificato da', 'Creato da', 'Aggiornato da', 'Proprietario', 'Venditore', 'Agente', 'Consulente', 'Referente', 'Contatto fatturazione'],
  pt: ['Contato de emergência', 'Contacto de emergência', 'Telefone de emergência', 'Pai', 'Mãe', 'Telefone da mãe', 'E-mail dos pais', 'Responsável', 'Encarregado de educação', 'Tutor', 'Cônjuge', 'Marido', 'Esposa', 'Parceiro', 'Filho', 'Irmã', 'Parente', 'Amigo', 'Vizinho', 'Médico', 'Doutora', 'Professor', 'Advogado', 'Contador', 'Assistente', 'Secretária', 'Gerente', 'Chefe', 'Gestor', 'Supervisor', 'Indicado por', 'Recomendado por', 'Convidado por', 'Modificado por', 'Alterado por', 'Criado por', 'Atualizado por', 'Proprietário', 'Dono', 'Vendedor', 'Consultor', 'Contato financeiro', 'Contacto de faturação'],
  nl: ['Noodcontact', 'Contact bij nood', 'Noodnummer', 'Contactpersoon noodgeval', 'Ouder', 'Ouders', 'E-mail ouder 1', 'Moeder', 'Vader mobiel', 'Voogd', 'Verzorger', 'Mantelzorger', 'Wettelijk vertegenwoordiger', 'Partner', 'Echtgenoot', 'Echtgenote', 'Kind', 'Dochter', 'Broer', 'Familielid', 'Vriend', 'Buurvrouw', 'Huisarts', 'Dokter', 'Docent', 'Advocaat', 'Boekhouder', 'Assistent', 'Secretaresse', 'Leidinggevende', 'Manager', 'Baas', 'Werkgever', 'Collega', 'Doorverwezen door', 'Aangebracht door', 'Gewijzigd door', 'Aangemaakt door', 'Toegevoegd door', 'Eigenaar', 'Accountmanager', 'Verkoper', 'Adviseur', 'Factuurcontact'],
  sv: ['Nödkontakt', 'Noedkontakt', 'Anhörig', 'Närmast anhörig', 'Förälder', 'Föräldrars e-post', 'Vårdnadshavare', 'Vaardnadshavare', 'Målsman', 'Mor', 'Pappa', 'Mormor', 'God man', 'Make', 'Maka', 'Sambo', 'Partner', 'Barn', 'Syster', 'Granne', 'Läkare', 'Lärare', 'Tränare', 'Revisor', 'Assistent', 'Sekreterare', 'Chef', 'Arbetsgivare', 'Handledare', 'Rekommenderad av', 'Ändrad av', 'Senast ändrad av', 'Skapad av', 'Uppdaterad av', 'Ägare', 'Kontaktägare', 'Ansvarig', 'Kundansvarig', 'Handläggare', 'Säljare', 'Fakturakontakt', 'Växel'],
  da: ['Nødkontakt', 'Noedkontakt', 'Pårørende', 'Nærmeste pårørende', 'Paaroerende', 'Forælder', 'Forældres e-mail', 'Værge', 'Mor', 'Far', 'Ægtefælle', 'Hustru', 'Kone', 'Samlever', 'Kæreste', 'Barn', 'Søster', 'Nabo', 'Læge', 'Egen læge', 'Lærer', 'Advokat', 'Bogholder', 'Assistent', 'Sekretær', 'Chef', 'Leder', 'Arbejdsgiver', 'Anbefalet af', 'Henvist af', 'Ændret af', 'Oprettet af', 'Opdateret af', 'Ejer', 'Ansvarlig', 'Sagsbehandler', 'Sælger', 'Fakturakontakt'],
  nb: ['Nødkontakt', 'Pårørende', 'Nærmeste pårørende', 'Forelder', 'Foreldre', 'Foresatt', 'Foresatte e-post', 'Verge', 'Mor', 'Far', 'Ektefelle', 'Kone', 'Samboer', 'Kjæreste', 'Barn', 'Søster', 'Nabo', 'Lege', 'Fastlege', 'Lærer', 'Trener', 'Advokat', 'Assistent', 'Sekretær', 'Sjef', 'Leder', 'Arbeidsgiver', 'Anbefalt av', 'Vervet av', 'Endret av', 'Sist endret av', 'Opprettet av', 'Eier', 'Ansvarlig', 'Kundeansvarlig', 'Saksbehandler', 'Selger', 'Fakturakontakt'],
  fi: ['Hätäyhteyshenkilö', 'Haetaeyhteyshenkiloe', 'Hätänumero', 'Lähiomainen', 'Omainen', 'Huoltaja', 'Huoltajan sähköposti', 'Vanhempi', 'Vanhemman puhelin', 'Äiti', 'Isän puhelin', 'Edunvalvoja', 'Puoliso', 'Vaimo', 'Aviomies', 'Kumppani', 'Lapsi', 'Sisar', 'Ystävä', 'Naapuri', 'Lääkäri', 'Opettaja', 'Valmentaja', 'Kirjanpitäjä', 'Assistentti', 'Sihteeri', 'Esimies', 'Esihenkilö', 'Päällikkö', 'Johtaja', 'Työnantaja', 'Suosittelija', 'Muokannut', 'Luonut', 'Omistaja', 'Vastuuhenkilö', 'Asiakasvastaava / myyjä', 'Laskutusyhteyshenkilö'],
  pl: ['Kontakt awaryjny', 'Telefon w nagłych wypadkach', 'W razie wypadku', 'Rodzic', 'E-mail rodzica', 'Matka', 'Ojca telefon', 'Opiekun', 'Opiekun prawny', 'Małżonek', 'Mąż', 'Żona', 'Partner', 'Dziecko', 'Siostra', 'Krewny', 'Osoba bliska', 'Sąsiad', 'Lekarz', 'Lekarz rodzinny', 'Nauczyciel', 'Prawnik', 'Księgowa', 'Asystent', 'Sekretarka', 'Sekretariat', 'Kierownik', 'Przełożony', 'Szef', 'Menedżer', 'Dyrektor', 'Pracodawca', 'Polecony przez', 'Zmodyfikowany przez', 'Zmienione przez: zmienił', 'Utworzony przez', 'Właściciel', 'Handlowiec', 'Przedstawiciel handlowy', 'Doradca', 'Osoba odpowiedzialna', 'Kontakt do faktur'],
  cs: ['Nouzový kontakt', 'Kontakt pro případ nouze', 'Tísňový kontakt', 'Rodič', 'E-mail rodiče', 'Matka', 'Otec', 'Opatrovník', 'Zákonný zástupce', 'Manžel', 'Manželka', 'Partner', 'Dítě', 'Sestra', 'Příbuzný', 'Přítelkyně', 'Soused', 'Lékař', 'Praktický lékař', 'Učitelka', 'Advokát', 'Účetní', 'Asistent', 'Asistentka', 'Sekretářka', 'Nadřízený', 'Vedoucí', 'Šéf', 'Manažer', 'Ředitel', 'Zaměstnavatel', 'Doporučil', 'Změnil', 'Naposledy upravil', 'Vytvořil', 'Vlastník', 'Majitel', 'Obchodní zástupce', 'Prodejce', 'Odpovědná osoba', 'Fakturační kontakt'],
  others: [
    'Núdzový kontakt', 'Zákonný zástupca', 'Rodičia', 'Manželka', 'Lekár', 'Nadriadený', 'Vytvoril', 'Vészhelyzeti kapcsolat', 'Értesítendő személy', 'Szülő', 'Szülő e-mail', 'Anyja', 'Gyám', 'Házastárs', 'Orvos', 'Főnök', 'Asszisztens', 'Módosította', 'Létrehozta', 'Contact de urgență', 'Părinte', 'Tutore', 'Soț', 'Soția', 'Medic', 'Asistent', 'Modificat de', 'Creat de', 'Hitni kontakt', 'Roditelj', 'Skrbnik', 'Supruga', 'Liječnik', 'Kontakt v sili', 'Starši', 'Zdravnik', 'Родитељ', 'Лекар', 'Спешен контакт', 'Родител', 'Настойник', 'Съпруга', 'Създаден от',
    'Экстренный контакт', 'Контакт для экстренной связи', 'Родитель', 'Телефон родителя', 'Мать', 'Телефон отца', 'Опекун', 'Законный представитель', 'Супруг', 'Муж', 'Телефон жены', 'Партнёр', 'Врач', 'Лечащий врач', 'Учитель', 'Бухгалтер', 'Ассистент', 'Секретарь', 'Руководитель', 'Менеджер', 'Ответственный менеджер', 'Начальник', 'Рекомендатель', 'Кем изменён', 'Изменил', 'Создал', 'Владелец', 'Агент', 'Екстрений контакт', 'Батьки', 'Мати', 'Чоловік', 'Дружина', 'Лікар', 'Керівник', 'Створив', 'Власник',
    'Επαφή έκτακτης ανάγκης', 'Γονέας', 'Email γονέα', 'Κηδεμόνας', 'Σύζυγος', 'Γιατρός', 'Διευθυντής', 'Βοηθός', 'Ιδιοκτήτης', 'Δημιουργήθηκε από', 'Acil durum kişisi', 'Acil', 'Veli', 'Veli telefonu', 'Ebeveyn', 'Annesi', 'Eşinin telefonu', 'Vasi', 'Doktor', 'Yönetici', 'Müdür', 'Asistan', 'Oluşturan', 'Değiştiren', 'Referans',
    'جهة اتصال للطوارئ', 'هاتف الطوارئ', 'ولي الأمر', 'هاتف ولي الأمر', 'الوالد', 'رقم الأم', 'الزوج', 'هاتف الزوجة', 'الطبيب', 'المدير', 'المساعد', 'أنشئ بواسطة', 'תאריך איש קשר לחירום', 'הורה', 'טלפון הורה', 'אפוטרופוס', 'בן זוג', 'רופא', 'מנהל', 'עוזר', 'تماس اضطراری', 'والدین', 'همسر', 'پزشک', 'مدیر',
    'आपातकालीन संपर्क', 'अभिभावक', 'पिता का फोन', 'माता', 'पति', 'डॉक्टर', 'প্রবেশ অভিভাবক', 'ডাক্তার', '紧急联系人', '緊急聯絡人電話', '家长电话', '监护人', '配偶', '父亲电话', '医生', '经理', '上级', '助理', '推荐人', '负责人', '业务员', '緊急連絡先', '保護者', '保護者メール', '親権者', '配偶者', '主治医', '上司', '秘書', '紹介者', '更新者', '作成者', '営業担当', '비상연락처', '보호자', '보호자 전화', '배우자', '의사', '상사', '비서', '추천인', '수정자', '작성자', 'ผู้ติดต่อฉุกเฉิน', 'ผู้ปกครอง', 'คู่สมรส', 'แพทย์', 'ผู้จัดการ', 'Liên hệ khẩn cấp', 'Phụ huynh', 'Người giám hộ', 'Bác sĩ', 'Quản lý', 'Kontak darurat', 'Orang tua', 'Wali', 'Suami', 'Dokter', 'Atasan', 'Dibuat oleh',
    'Hädaolukorra kontakt', 'Lapsevanem', 'Abikaasa', 'Arst', 'Ülemus', 'Vecāki', 'Laulātais', 'Ārsts', 'Tėvai', 'Globėjas', 'Sutuoktinis', 'Gydytojas', 'Vadovas', 'Neyðartengiliður', 'Aðstandandi', 'Maki', 'Pare o mare', 'Tutor legal', 'Metge',
  ],
}; // prettier-ignore

/** Headers of the person's own addresses, as programs and people write them. */
const OWN = [
  'Email', 'E-mail', 'Email address', 'Email Address', 'EmailAddress', 'Primary email', 'Primary Email Address', 'Main email', 'Preferred email', 'Personal email', 'Private email', 'Home email', 'Work email', 'Business email', 'Office phone', 'Contact email', 'Contact person email', 'Contact phone', 'Contact number', 'Primary contact email', 'Main contact phone', 'Customer email', 'Client e-mail', 'Member email', 'Patient phone', 'Student email', 'User email', 'Username', 'Login email', 'Subscriber email', 'Recipient email', 'Attendee email', 'Guest phone', 'Buyer email', 'Participant email', 'Lead email', 'Employee email', 'Applicant email', 'Donor email', 'Volunteer phone', 'Resident email', 'Tenant email',
  'Billing email', 'Billing Phone', 'Invoice email', 'Shipping phone', 'Delivery phone', 'Order email', 'PayPal email', 'Account email', 'Notification email', 'Newsletter email', 'Alternate email', 'Secondary email', 'Second e-mail', 'Other email', 'E-mail 2 Address', 'Email 2', 'Other phone', 'Phone 1 - Value', 'E-mail 1 - Value', 'Mobile', 'Mobile phone', 'Mobile number', 'Cell', 'Home phone', 'Business phone', 'Primary phone', 'Car phone', 'WhatsApp', 'WhatsApp number', 'SMS', 'Telegram phone', 'Company phone', 'Company email', 'Phone (international)', 'Default address phone', 'Phone with country code', 'Verified phone',
  'E-Mail', 'E-Mail-Adresse', 'E-Mail privat', 'E-Mail geschäftlich', 'Mailadresse', 'Telefon', 'Telefon privat', 'Telefon geschäftlich', 'Telefon mobil', 'Handy', 'Handynummer', 'Mobilnummer', 'Rufnummer', 'Kunden-E-Mail', 'Ansprechpartner', 'Ansprechpartner E-Mail', 'Kontakt', 'Kontaktperson', 'Kontakt-E-Mail', 'Rechnungs-E-Mail', 'Mitglied E-Mail', 'Teilnehmer E-Mail', 'Bürger E-Mail', 'Mieter E-Mail', 'Patient Telefon', 'Geschäftspartner E-Mail', 'Absender', 'Benutzer', 'E-Mail (Arbeit)', 'Zweite E-Mail', 'Weitere E-Mail', 'Firmen-E-Mail',
  'Adresse e-mail', 'Adresse principale', 'E-mail principal', 'Courriel', 'Téléphone', 'Téléphone portable', 'Tél. mobile', 'Numéro de téléphone', 'E-mail professionnel', 'E-mail personnel', 'Autre e-mail', 'Contact', 'Client', 'Adhérent e-mail', 'Correo electrónico', 'Correo principal', 'Correo del cliente', 'Teléfono móvil', 'Celular', 'Teléfono particular', 'Teléfono de contacto', 'Persona de contacto', 'Otro correo', 'Indirizzo e-mail', 'E-mail principale', 'Posta elettronica', 'Cellulare', 'Telefono cellulare', 'Telefono di casa', 'Endereço de e-mail', 'E-mail principal', 'Telemóvel', 'Celular do cliente', 'Telefone de contato', 'E-mailadres', 'Telefoonnummer', 'Mobiel nummer', 'Contactpersoon', 'E-mail zakelijk', 'Ander e-mailadres',
  'E-postadress', 'Mobilnummer', 'Telefon hem', 'Telefon arbete', 'Annan e-post', 'Kontaktperson', 'E-mailadresse', 'Mobiltelefon', 'Telefon privat', 'E-postadresse', 'Mobil', 'Sähköposti', 'Sähköpostiosoite', 'Puhelinnumero', 'Matkapuhelin', 'Toinen sähköposti', 'Adres e-mail', 'Telefon komórkowy', 'Numer telefonu', 'Inny e-mail', 'E-mailová adresa', 'Telefonní číslo', 'Mobilní telefon', 'Další e-mail', 'E-mail cím', 'Telefonszám', 'Vezetékes telefon', 'Adresă de email', 'Număr de telefon', 'Электронная почта', 'Номер телефона', 'Мобильный телефон', 'Другая почта', 'Второй телефон', 'Контактный телефон', 'Рабочий телефон', 'Електронна пошта', 'Друга пошта', 'Ηλεκτρονικό ταχυδρομείο', 'Κινητό τηλέφωνο', 'E-posta adresi', 'Cep telefonu', 'İş telefonu', 'البريد الإلكتروني', 'رقم الجوال', 'هاتف العمل', 'דואר אלקטרוני', 'טלפון נייד', 'שם', 'ایمیل', 'شماره تلفن', 'ईमेल पता', 'मोबाइल नंबर', 'फ़ोन', '邮箱', '电子邮件', '手机号码', '联系电话', '聯絡電話', '聯絡人', '電話番号', 'メールアドレス', '携帯電話', 'ご担当者メール', '連絡先', '이메일', '휴대전화', '연락처', '담당자 이메일', 'อีเมล', 'เบอร์โทรศัพท์', 'Số điện thoại', 'Thư điện tử', 'Nomor telepon', 'No HP', 'Alamat email',
]; // prettier-ignore

const EMAIL = ['a@example.com', 'b@example.com', 'c@example.com'].map((one) => [one]);
const PHONE = ['+12015550123', '+12015550124', '+12015550125'].map((one) => [one]);

for (const [language, headers] of Object.entries(OF_OTHERS)) {
  test(`addresses of other people are not taken, also if there are no others: ${language}`, (t) => {
    for (const header of headers)
      for (const written of new Set([header, header.toUpperCase(), header.replaceAll(' ', '_')]))
        for (const rows of [EMAIL, PHONE]) {
          const [found] = guessColumns([written], rows, 'US');
          t.is(found?.target, null, written);
          t.regex(found?.reason ?? '', /^left out: by its name these are addresses of somebody else/, written);
        }
  }); // prettier-ignore
}

test('the person’s own addresses are taken, in whatever words', (t) => {
  for (const header of OWN) {
    t.false(saysSomebodyElse(header), header);
    const found = [EMAIL, PHONE].map((rows) => guessColumns([header], rows, 'US')[0]?.target);
    t.true(found.includes('email') || found.includes('phone'), `${header}: ${found.join()}`);
  }
});

test('beside the person’s own address they stay out, empty or not, and other values are ordinary fields', (t) => {
  const header = ['name', 'email', 'Emergency contact phone', 'Parent email', 'Manager', 'Owner'];
  const rows = [['Tom', 'tom@own.example', '+12015551980', '', 'Ann', 'Sam']];
  t.deepEqual(
    guessColumns(header, rows, 'US').map(({ target }) => target),
    ['name', 'email', null, null, 'field:manager', 'field:owner'],
  );
});

/** Headers with a word that is not known to mean the row's own person, which no list of other people has. */
const NOT_KNOWN = [
  'Co-applicant email', 'Contact at school', 'Godparent email', 'Witness email', 'Nominated by (email)', 'Secondary cardholder email', 'Babysitter email', 'Pickup person email', 'Grandma email', 'Plus one email', 'Sender email', 'Sender', 'Reporter', 'Vendor email', 'Support email',
  'Nanny', 'Au pair mobile', 'Driver phone', 'Best man email', 'Bridesmaid', 'Heir email', 'Plaintiff phone', 'Courier phone', 'Ex email', 'Deceased’s e-mail', 'Seller email', 'Supplier e-mail', 'Sent from', 'Reply to', 'Email of pupil’s aunt', 'School phone', 'Team email', 'Emailed by', 'Handled in', 'auntEmail', 'AUNT_PHONE',
  'Second tenant email', 'Applicant 2 email', 'Guest 2 phone', 'Other member email', 'Member guest email', 'Contact 2 email', 'Additional customer e-mail', 'Patient contact person', 'Delivery contact phone', 'Order recipient email', 'Delivery person phone', 'Tante E-Mail', 'Taufpate Telefon', 'Trauzeugin', 'Zweiter Mieter E-Mail', 'Babysitter Handy', 'E-mail du témoin', 'Nounou', 'Correo del testigo', 'Madrina', 'Email testimone', 'E-mail da testemunha', 'E-mail getuige', 'Vittne e-post', 'Telefon świadka', 'E-mail svědka', 'Почта свидетеля', 'Бабушка', 'Μάρτυρας', 'Tanık e-posta', 'بريد الشاهد', 'דואר של עד', '证人邮箱', '証人メール', '증인 이메일',
]; // prettier-ignore

test('a header with a word that may be another person is left out with its reason, also if it is the only one', (t) => {
  for (const header of NOT_KNOWN)
    for (const written of new Set([header, header.toUpperCase(), header.replaceAll(' ', '_')]))
      for (const rows of [EMAIL, PHONE, [['']]]) {
        const [found] = guessColumns([written], rows, 'US');
        t.false(['email', 'phone'].includes(found?.target ?? ''), written);
        if (rows !== EMAIL) continue;
        t.is(found?.target, null, written);
        t.regex(found?.reason ?? '', /^left out: .*choose a field if they are/, written);
      }
});

test('further headers of own addresses in the words of many languages', (t) => {
  for (const header of [
    'Customer email 2', 'Contact phone 2', 'Primary customer phone', 'customerEmail', 'CUSTOMER_PHONE', 'customeremail', 'email1', 'Phone2', 'Home Phone Number', 'Your e-mail', 'Evening phone', 'Kundentelefon', 'Privates Handy', 'Telefon (dienstlich)', 'Festnetz Telefon', 'Téléphone du domicile', 'Teléfono del trabajo', 'Telefono ufficio', 'E-mail van de klant', 'E-post till kund', 'Puhelin koti', 'Telefon służbowy', 'E-mail zákazníka', 'Личная почта', 'Телефон клиента', 'Müşteri e-posta', 'رقم هاتف العميل', '客户邮箱', '会员手机', 'お客様メールアドレス', '自宅電話', '고객 이메일', 'Email pelanggan', 'Column 3', 'x', '',
  ])
    for (const rows of [EMAIL, PHONE])
      t.regex(String(guessColumns([header], rows, 'US')[0]?.target), /^(?:email|phone)$/, header);
}); // prettier-ignore
