/** What is said about a spreadsheet of leads: its columns, what is wrong with a file or a row, and the command that sends it. */
export const imports = {
  /** What people write over a column. Letter case, blanks, dashes, dots and what stands in brackets do not matter. */
  headers: {
    name: 'name, full name, first name, client, client name, customer, customer name, contact name, contact person, lead name, person',
    surname: 'surname, last name, family name',
    phone:
      'phone, phone number, telephone, telephone number, tel, mobile, mobile phone, mobile number, cell, cell phone, contact phone, phone 1',
    email: 'email, e-mail, mail, email address, e-mail address, contact email, email 1',
    company: 'company, company name, organization, organisation, firm, business',
    source: 'source, lead source, origin, channel, utm_source',
    message: 'message, comment, comments, note, notes, request, question, description, text',
    direction: 'direction, line of business',
    externalId: 'id, externalId, external id, lead id, record id, crm id, uid',
    receivedAt:
      'date, receivedAt, received at, received, created, created at, createdAt, creation date, date created, created time, submitted at, timestamp, date and time, first contact date',
  },
  field: {
    name: 'name',
    surname: 'surname',
    phone: 'phone',
    email: 'e-mail',
    company: 'company',
    source: 'source',
    message: 'message',
    direction: 'direction',
    externalId: 'id',
    receivedAt: 'date',
  },
  /** A column that has no heading. */
  unnamed: 'column {at}',

  /** Why a whole file is refused. */
  file: {
    empty: 'The file is empty. Its first row must hold the headings, and each further row one lead.',
    noRows: 'The file has headings and no rows below them.',
    workbook:
      'This is a workbook, not a CSV file. In the spreadsheet choose “Save as” or “Download”, then “CSV UTF-8”.',
    utf16: 'The file is in UTF-16 (“Unicode text”). Save it as “CSV UTF-8” and send that.',
    encoding:
      'The letters of the file could not be read: it is neither UTF-8 nor Windows-1251. Save it as “CSV UTF-8” and send that.',
    binary: 'This is no text file: it holds NUL bytes. Save the spreadsheet as “CSV UTF-8” and send that.',
    quoteOpen:
      'A quotation mark opens a cell in row {row} and is never closed, so that all that follows would be one cell. Close it, or take it out.',
    rowTooLong:
      'Row {row} is longer than any lead can be. A quotation mark that is never closed is the usual reason; look there and above.',
    broken: 'Row {row} could not be read as CSV. Look at its quotation marks.',
    tooManyRows: 'The file has more than {max} rows. Send it in parts.',
    tooManyColumns: 'The file has more than {max} columns. Take out those that are not about the lead.',
    tooManyOwn:
      'Besides the known columns at most {max} others are kept with a lead, and there are {count}. Take some out.',
    headerTooLong: 'The heading of column {at} is longer than {max} characters.',
    headerTwice: 'The heading “{header}” stands over two columns, {first} and {second}. Name them apart.',
    meaningTwice:
      'The columns “{first}” and “{second}” both seem to be the {field}. Rename one, or say which with map={key}:HEADING.',
    noContact:
      'No column is the phone, the e-mail or an id. The headings are: {headers}. Say which is which, for example map=phone:HEADING.',
    mapShape: 'A mapping looks like phone:HEADING, several with a comma between. Known are {known}.',
    mapUnknown: '“{key}” is nothing that a column can be mapped to. Known are {known}.',
    mapTwice: '“{key}” is mapped twice.',
    mapNoColumn: 'There is no column “{header}”. The headings are: {headers}.',
  },

  /** Why a row is refused. */
  row: {
    cells:
      'It has {count} cells, the headings are {wanted}. A delimiter inside a cell needs quotation marks around the cell.',
    exponent:
      'The number in “{column}” was turned into a power of ten by the spreadsheet, so digits are lost. Format the column as text and put the number in again.',
    phoneZero:
      'The phone in “{column}” has lost its leading zero, as spreadsheets do with numbers. Format the column as text, or write it as +380…',
    phoneZeroOther:
      'The phone in “{column}” has lost its leading zero, as spreadsheets do with numbers. Format the column as text, or write it with + and the country.',
    not_a_phone: 'The phone in “{column}” is no number that can be called.',
    not_an_email: 'The e-mail in “{column}” is no address.',
    no_contact: 'There is neither a phone nor an e-mail nor an id.',
    dateAmbiguous:
      'The date in “{column}” can be read in two ways, day or month first. Write it as 2026-03-04 or 04.03.2026.',
    dateShort: 'The date in “{column}” has a year of two digits. Write all four.',
    dateNumber:
      'The date in “{column}” is a bare number, as spreadsheets keep dates inside. Format the column as a date, and save again.',
    not_a_moment:
      'The date in “{column}” could not be read. Write it as 2026-03-04 or 04.03.2026, with the time as 14:30 if there is one.',
    moment_out_of_range: 'The date in “{column}” lies before the year 2000 or after today.',
    unknown_direction: 'The direction in “{column}” is not in the playbook. There are {known}.',
    too_long: 'The text in “{column}” is longer than {max} characters.',
    too_many: 'It has more than {max} further columns.',
  },

  /** The route. */
  api: {
    summary: 'Send in a spreadsheet of leads as CSV',
    body: 'CSV in UTF-8 or Windows-1251; comma, semicolon or tab; headings in English or Ukrainian, in any order. At most 32 MiB and 200,000 rows.',
    map: 'Which column is what, where its heading does not say so: externalId:mql_id,source:origin',
    dryRun: '1: everything is checked and counted, nothing is kept',
    direction: 'The direction of rows that name none',
    source: 'The source of rows that name none',
    refused:
      'Rows that were not kept, each with every reason. A row has the number that the spreadsheet shows.',
    type: 'The body must be the file itself as text/csv or application/octet-stream (curl --data-binary @leads.csv -H "Content-Type: text/csv").',
    busy: 'Other imports are under way. Send it again in a moment.',
    stopping:
      'This process is stopping. What was kept so far stays kept; send the file again: rows that are there are recognised.',
    databaseAway:
      'The database went away. What was kept so far stays kept; send the file again: rows that are there are recognised.',
  },

  /** The command. */
  command: {
    usage:
      'Sends a spreadsheet of leads to the running Baton:\n\n  npm run import -- leads.csv [--map externalId:mql_id,source:origin] [--dry-run] [--direction main] [--source fair]\n\n  --map        which column is what, where its heading does not say so\n  --dry-run    checks everything and keeps nothing\n  --direction  of the rows that name none\n  --source     of the rows that name none\n\nIt finds the Baton that runs from this folder by itself. Another one it asks at BATON_URL (without it, HOST and PORT decide), with its API_TOKEN; both may stand in .env.',
    wrongOption: 'This option is not known, or has no value: {option}',
    noFile: 'The file {path} cannot be read ({code}).',
    tooLarge: 'The file is larger than {max} MiB. Send it in parts, each with the headings on top.',
    noToken:
      'No Baton is found running from here, and API_TOKEN is not set. Start it with npm start, or put the token of this Baton into .env or before the command: the start shows it in the line that begins with curl.',
    noAnswer:
      'No Baton answers at {url} ({code}). Start it with npm start, or say where it is with BATON_URL.',
    wrongToken: 'The Baton at {url} does not accept this API_TOKEN. Its start shows the right one.',
    notBaton: 'What answers at {url} does not seem to be this version of Baton (status {status}).',
    refused: 'The file was refused, and nothing of it was kept:',
    brokenOff:
      'The connection broke off. What was sent is being kept all the same; run the command again: rows that are there are recognised.',
    stopped: 'It could not be finished: {detail}\nRun the command again: rows that are there are recognised.',
    encoding: 'The file was read as {encoding}.',
    dryRun: 'A dry run: nothing was kept.',
    received: { one: '{count} row', other: '{count} rows' },
    created: { one: '{count} new lead', other: '{count} new leads' },
    known: { one: '{count} known already', other: '{count} known already' },
    refusedRows: { one: '{count} row refused', other: '{count} rows refused' },
    refusedFile:
      'The refused rows stand with their reasons in {path}. Mend them there, and import that file.',
    refusedRow: 'row {row}: {reason}',
    andMore: { one: '… and {count} more', other: '… and {count} more' },
    notWritten: 'The refused rows could not be written to {path} ({code}).',
  },
} as const;
