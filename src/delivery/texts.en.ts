/** English words of SMS, mails and letters. @source ux.md section 2 */
import type { Catalog } from './text-keys.ts';

export const ENGLISH: Catalog = {
  sms: {
    code: 'One-time code (valid 3 minutes) to sign in to the online health services code = {code}\n\n@{host} #{code}',
    code_with_warning:
      'One-time code (valid 3 minutes) to sign in to the online health services code = {code}. Never tell it to anyone\n\n@{host} #{code}',
    second_half:
      'GASS: the first part of the password is on the paper from the counter. Type that first, then this one. Valid {days} days. Second part: {half}',
    phone_check:
      'Code to confirm your mobile at the counter: {code}. Valid 10 minutes. Tell it only to the clerk in front of you, never by phone.',
    password_changed:
      'The password for the online health services was changed on {date} at {time}. If it was not you, go to a counter at once.',
    new_device:
      'New device signed in to the online health services, {date} {time}. If it was not you, change the password or go to a counter.',
    temporary_issued:
      'The counter issued a new temporary password on {date}. The old one no longer works. If you did not ask for it, go to a counter at once.',
    phone_old:
      'From {date} this number no longer receives codes for the online health services. If you did not ask for it, go to a counter at once.',
    phone_new:
      'This number now receives codes for the online health services. The PIN can be used in 24 hours. If you did not ask for it, go to a counter.',
    card_replaced:
      'To sign in, now use the card ending in {tail}. The old one no longer works. Your password stays the same.',
    pin_issued:
      'The counter issued a new PIN on {date}. The old one no longer works. If you did not ask for it, go to a counter at once.',
    suspended:
      'Access to the online health services is suspended from {date}. To know why or to reactivate it, go to a counter.',
    reactivated:
      'Access to the online health services is active again from {date}. If you did not ask for it, go to a counter at once.',
    mandate_offered:
      '{name} offers you a mandate for the online health services. To answer, sign in and open Mandates by {date}.',
    mandate_accepted:
      '{name} accepted your mandate and can act for you until {date}. You can end it at any time on the Mandates page.',
    mandate_refused:
      '{name} did not accept the mandate. If you wish, you can offer it to another person.',
    mandate_ended:
      'The mandate between you and {name} ended on {date}. Data can no longer be seen with it.',
    mandate_ending:
      'The mandate between you and {name} ends on {date}. To go on, a new mandate is needed before that day.',
    coming_of_age:
      'On {date} {name} turns 18. From that day you can no longer act in their place: {name} can ask for credentials at a counter.',
    report_ready:
      'There is a new report. To read it, sign in to your health record as usual. If you read it there, you need not collect the paper copy.',
    reports_ready:
      'There are {n} new reports. To read them, sign in to your health record as usual. You need not collect the paper copies.',
    report_ready_child:
      'There is a new report for {name}. To read it, sign in to the health record and choose {name}.',
  },
  somebody: 'somebody',
  mail: {
    security_event: {
      subject: 'Security: {event}',
      body: 'Hello,\n\n{event} on {date} at {time} from this device: {device}.\n\nIf it was you, there is nothing to do.\n\nIf it was not you, go to a counter at once with your health card. The counter can block access.\n\nThis message has no links to press. We never ask for your password or code by mail.',
    },
    desk_action: {
      subject: 'The counter made a change',
      body: 'Hello,\n\nthe counter made this change: {action}.\n\nWhere: {desk}.\nWhen: {date}, at {time}.\nWhy: {reason}.\n\nIf you did not ask for it, go to a counter at once with your health card.\n\nThis and other changes are on the page "Activity" of your account.',
    },
    mandate: {
      subject: 'Mandate: news',
      body: 'Hello,\n\n{name} {state} a mandate.\n\nWhat it allows: {services}.\nUntil: {until}.\n\nTo answer, sign in to your account and open "Mandates". If you do not answer, the offer ends after 14 days.',
    },
    report_ready: {
      subject: 'There is a new report',
      body: 'Hello,\n\nthere is a new report. To read it, sign in to your health record as usual.\n\nIf you read it there, you need not collect the paper copy.\n\nTo stop these notices open the page "Details and security".',
    },
    operator_invitation: {
      subject: 'Invitation to the counter console',
      body: 'Hello {name},\n\nthe administrator created your access for: {desk}.\n\nOpen this page: {url}\nType the invitation code that the administrator tells you in person. The invitation is valid for {hours} hours and works once.\n\nYou will need a phone with a code application.',
    },
  },
  letter: {
    'label.name': 'Family and given name',
    'label.fiscal_code': 'Tax code',
    'label.document': 'Document',
    'label.acts_for': 'Also acts for',
    'label.request': 'Application number',
    'label.for': 'For: {name}',
    'label.todo': 'What to do',
    'sheet1.title': 'Application form for credentials',
    'sheet1.sub': 'Sheet 1 of 2. Stays at the counter.',
    'sheet1.who': 'I sign this application with the data below.',
    'sheet1.consent':
      'I have read the notice, version {version}. I consent to the processing of data.',
    'sheet1.phone': 'The mobile phone ending in {tail} is mine. I confirmed it with a code.',
    'sheet1.duty':
      'I will not give password or codes to others. If I lose phone or card I will tell the counter at once.',
    'sheet1.sign': 'Date and signature',
    'sheet2.title': 'Application form for credentials',
    'sheet2.sub': 'Sheet 2 of 2. This is yours: take it home.',
    'sheet2.half': 'First part of the temporary password',
    'sheet2.half_note': 'The second part is in the SMS you have just received.',
    'sheet2.step1': 'Open {address} and press "Sign in".',
    'sheet2.step2': 'Type the last 10 digits of the health card. They are on the back, at point 8.',
    'sheet2.step3': 'Type the password: first the part on this sheet, then the part in the SMS.',
    'sheet2.step4': 'Choose a new password. From then on this sheet is useless: throw it away.',
    'sheet2.step5': 'Type the 8-digit code you receive by SMS.',
    'sheet2.until': 'Use by {date}. Works once.',
    'sheet2.lost':
      'If you lose the sheet or delete the SMS, come back to a counter with your health card.',
    'sheet2.finder': 'If you find this sheet, throw it away: alone it opens nothing.',
    'sheet2.never': 'Nobody will ask for the password or the code by phone.',
    'pin.title': 'Personal PIN',
    'pin.text':
      'You need it to change doctor, give mandates and sign declarations. Keep it apart from the card.',
  },
};
