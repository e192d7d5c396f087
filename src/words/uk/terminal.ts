/** What the program says on the terminal: the greeting, why it did not start, what is wrong with a file. */
import type { terminal as en } from '../en/terminal.ts';
import type { Same } from '../same.ts';

export const terminal = {
  greeting: {
    title: 'Baton',
    subtitle: 'конвеєр продажів із трьох етапів для {company}',
    page: 'Сторінка',
    pageOff: 'вимкнена (WEB=on увімкне)',
    pageToken: '{url}  (запитає токен API)',
    lead: 'Надіслати лід',
    leadConfigured: 'з API_TOKEN, який ви задали:',
    leadCurl:
      "curl {url}/api/leads -H 'Authorization: Bearer {token}' -d name='Ірина Коваль' -d phone='067 123 45 67' -d source=website",
    manager: 'Перший керівник',
    managerHow: 'надішліть боту  /baton manager {code}',
    managerPage: 'або ввійдіть на сторінці з токеном API й додайте людей',
    chat: 'Slack, Telegram',
    chatHow: 'впишіть їхні токени в .env (див. .env.example); у цій версії ще немає',
    data: 'Дані',
    dataEmbedded: '{dir}  (вбудована PGlite: переживе вбитий процес, але не зникнення струму)',
    dataPostgres: 'PostgreSQL на {where}',
    playbook: 'Регламент',
    stop: 'Зупинити — Ctrl-C; усе збережеться.',
    sample: 'Посаджено пробну команду, щоб ви могли подивитися очима кожного.',
  },
  stopping: 'Зупиняюся: завершую те, що в роботі.',
  stopped: 'Зупинено. Усе збережено.',
  why: {
    settings: 'Baton не запустився: ці налаштування хибні.',
    playbook: 'Baton не запустився: у регламенті {path} є помилки.',
    playbookLine: 'рядок {line}',
    folderTaken:
      'Baton не запустився: з {dir} уже працює інший Baton.\nЗупиніть його або дайте цьому окрему папку через DATA_DIR.',
    folderUnusable:
      'Baton не запустився: папкою {dir} не можна скористатися ({code}).\nДайте через DATA_DIR папку, у яку можна писати.',
    database:
      'Baton не запустився: база даних не відповідає ({code}).\nПеревірте DATABASE_URL і чи працює PostgreSQL та чи впускає цього користувача.',
    portTaken:
      'Baton не запустився: порт {port} на {host} зайнятий.\nЗупиніть те, що там слухає, або виберіть інший через PORT.',
    portRefused:
      'Baton не запустився: не можна слухати {host}:{port} ({code}).\nВиберіть інший HOST або PORT.',
    orphans:
      'Baton не запустився: у регламенті більше немає того, що потрібно відкритим лідам.\nПоверніть це або спершу закрийте ці ліди:',
    orphanDirection: {
      one: '  напрям {name}: {count} відкритий лід',
      few: '  напрям {name}: {count} відкриті ліди',
      many: '  напрям {name}: {count} відкритих лідів',
      other: '  напрям {name}: {count} відкритого ліда',
    },
    orphanPlaces: '  напрям {name}: до нього прив’язано місця',
    unexpected:
      'Baton не запустився через власну помилку: {name}.\nЩо відомо — нижче; будь ласка, повідомте про неї.',
  },
  settings: {
    host: 'не схоже на ім’я чи адресу; типово 127.0.0.1',
    port: 'має бути числом від 0 до 65535; типово 3000',
    databaseUrl: 'має бути на зразок postgres://user:password@host:5432/database; без нього — вбудована база',
    path: 'задовгий шлях',
    apiToken: 'має бути від 8 до 256 друкованих символів без пробілів; без нього токен створиться сам',
    intakeTokens:
      'має бути пари на зразок website:token,landing:token2, кожен токен від 8 до 256 друкованих символів',
    web: 'має бути on або off',
    logLevel: 'має бути одним із {levels}',
    slackHalf: 'потребує поруч SLACK_SIGNING_SECRET (HTTP) або SLACK_APP_TOKEN (Socket Mode)',
    slackNoBot: 'потребує поруч SLACK_BOT_TOKEN',
    telegramNoBot: 'потребує поруч TELEGRAM_BOT_TOKEN',
  },
  platformLater: '{platform} налаштовано, але ця версія ще з ним не розмовляє.',
  reload: {
    done: 'Регламент прочитано наново.',
    same: 'Регламент не змінився.',
    refused: 'Змінений регламент не прийнято; чинним лишається попередній.',
  },
  migrate: {
    done: {
      one: 'Виконано {count} міграцію.',
      few: 'Виконано {count} міграції.',
      many: 'Виконано {count} міграцій.',
      other: 'Виконано {count} міграції.',
    },
    none: 'База даних вже має останній вигляд.',
  },
  playbook: {
    yaml: 'це не YAML: {problem}',
    aliases: 'забагато псевдонімів (&, *): напишіть повністю',
    unknownKey: 'тут немає «{key}»; перевірте написання або приберіть',
    missing: 'бракує «{name}»',
    wrongKind: '«{name}» має бути: {expected}',
    oneOf: '«{name}» має бути одним із: {values}',
    format: '«{name}» має бути на зразок: {example}',
    union: '«{name}» має бути на зразок: {example}',
    atMost: '«{name}» може бути щонайбільше {limit}',
    atLeast: '«{name}» має бути щонайменше {limit}',
    noMain: 'бракує напряму «main»: він є завжди',
    noSuchDay: 'у календарі немає дня {day}',
    zone: '«{zone}» — не часовий пояс; приклад: Europe/Kyiv',
    intervals:
      'ці години перетинаються або закінчуються раніше, ніж починаються; приклад: 9:00-13:00, 14:00-18:00',
    dayTwice: '«{days}» називає день, у якого вже є години',
    noHours: 'має бути хоча б один робочий день',
    likeUnknown: 'немає напряму «{direction}», на який це має бути схоже',
    likeCircle: 'ці напрями схожі один на одного по колу',
    noReasons: '«{key}» потребує хоча б однієї причини, інакше кнопкою ніхто не скористається',
    noChoices: 'питання «{id}» потребує «choices»',
    choicesUnused: 'питання «{id}» має «choices», але його вид не choice і не several choices',
    idTwice: 'є два питання з id «{id}»',
    noFile: 'файл {path} не читається',
    tooLarge: 'файл {path} більший за {limit} КіБ',
    notUtf8: 'файл {path} не в UTF-8',
    expected: {
      list: 'перелік рядків «ключ: значення»',
      items: 'перелік рядків «- пункт»',
      text: 'текст (у лапках, якщо схожий на число)',
      number: 'число',
      truth: 'true або false — так чи ні',
    },
    example: {
      duration: '15m (або 90s, 4h, 2d)',
      limit: '10 (або none)',
      hours: 'monday-friday: 9:00-13:00, 14:00-18:00',
      day: '2026-12-25',
      currency: 'UAH',
      country: 'UA',
      time: '8:30',
      weekdays: 'monday-friday',
      script: 'playbook/prospecting.uk.md',
      id: 'id з малих латинських літер, наприклад no_budget',
      direction: 'id з малих латинських літер, наприклад main',
      text: 'текст або один з «en» і один з «uk»',
    },
  },
} as const satisfies Same<typeof en>;
