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
    managerPage: 'або додайте людей на сторінці, з місця керівника',
    chatOff: 'вимкнено; впишіть токен у .env, щоб увімкнути (див. .env.example)',
    slackSocket: 'через Socket Mode; запросіть бота в канал і напишіть там  /baton here prospectors',
    slackHttp:
      'запити приходять на /slack/events; запросіть бота в канал і напишіть там  /baton here prospectors',
    slackBoth: 'задано і SLACK_APP_TOKEN, і SLACK_SIGNING_SECRET: діє токен застосунку',
    telegramPolling: 'опитування; додайте бота в супергрупу й напишіть там  /baton here prospectors',
    telegramWebhook:
      'оновлення приходять на {path}; додайте бота в супергрупу й напишіть там  /baton here prospectors',
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
    data: 'Baton не запустився: дані в {dir} не відкриваються ({code}).\nЯкщо їх пошкоджено, відновіть резервну копію в порожню папку: npm run restore.',
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
    needs: 'потребує поруч {other}',
    slackHalf: 'потребує поруч SLACK_SIGNING_SECRET (HTTP) або SLACK_APP_TOKEN (Socket Mode)',
    slackBotToken:
      'має починатися з xoxb-: це «Bot User OAuth Token» вашого застосунку, у «OAuth & Permissions»',
    slackSigningSecret: 'закороткий: це «Signing Secret» вашого застосунку, у «Basic Information»',
    slackAppToken: 'має починатися з xapp-: це «App-Level Token» із connections:write, у «Basic Information»',
    slackApiUrl: 'має бути на зразок https://slack.com/api/; приберіть, щоб говорити з самим Slack',
    telegramBotToken: 'має бути на зразок 123456789:AAF…, як його дав @BotFather',
    telegramWebhookUrl: 'має бути на зразок https://baton.example.com; без нього — опитування',
    telegramWebhookHttps: 'має починатися з https: іншого Telegram не викликає',
    telegramWebhookPort: 'має бути на одному з портів 443, 80, 88 і 8443: інших Telegram не викликає',
    telegramWebhookPath:
      'потребує простого шляху, якого більше ніхто не має, наприклад /telegram/webhook; без шляху буде саме він',
    telegramWebhookSecret:
      'має бути від 16 до 256 знаків A-Z, a-z, 0-9, _ і -; без нього секрет створиться сам',
    telegramApiRoot: 'має бути на зразок https://api.telegram.org; приберіть, щоб говорити з самим Telegram',
  },
  connection: {
    connected: '{platform} під’єднано.',
    refused: '{platform} не приймає заданого токена. Перевірте його; Baton спробує знову.',
    unreachable: '{platform} недосяжний. Усе для нього збережено, Baton спробує знову.',
    failed: 'Зв’язок із {platform} не вдався; як саме — у журналі. Baton спробує знову.',
  },
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
  backup: {
    usage: 'Пишіть так: npm run backup або npm run backup -- --to ФАЙЛ',
    usageRestore: 'Пишіть так: npm run restore -- ФАЙЛ або npm run restore -- ФАЙЛ --into-empty',
    exists: '{file} уже є й лишається як був. Виберіть іншу назву через --to.',
    noFile: 'Не вдалося прочитати {file} ({code}).',
    written: {
      one: 'У {file} — {count} лід і все, що до нього належить, станом на {at}. Файл перечитано, він цілий.',
      few: 'У {file} — {count} ліди і все, що до них належить, станом на {at}. Файл перечитано, він цілий.',
      many: 'У {file} — {count} лідів і все, що до них належить, станом на {at}. Файл перечитано, він цілий.',
      other: 'У {file} — {count} ліда і все, що до них належить, станом на {at}. Файл перечитано, він цілий.',
    },
    private:
      'У ньому контакти, нотатки й токени відкритим текстом. Читати його можете лише ви (права 0600); зберігайте його там, де так і буде.',
    restored: {
      one: 'Відновлено {count} лід станом на {at}; кожен рядок перечитано.',
      few: 'Відновлено {count} ліди станом на {at}; кожен рядок перечитано.',
      many: 'Відновлено {count} лідів станом на {at}; кожен рядок перечитано.',
      other: 'Відновлено {count} ліда станом на {at}; кожен рядок перечитано.',
    },
    restoredNext:
      'Запустіть через npm start. Показане й сказане не повториться; те, що чекало, буде надіслано.\nНе тримайте поруч запущеним той Baton, із якого зроблено копію: обидва надіслали б те, що чекає.',
    flaw: {
      notABackup: 'Цей файл не є резервною копією Baton. Нічого не змінено.',
      damaged: 'Ця копія пошкоджена: щось у ній не таке, як було записано. Нічого не змінено; візьміть іншу.',
      cutShort: 'Ця копія обірвана. Нічого не змінено; скопіюйте її ще раз або візьміть іншу.',
      newer: 'Цю копію зробила новіша версія Baton. Нічого не змінено; відновіть її тією версією.',
      bloated: 'Цей файл розпаковується в набагато більше, ніж копія. Нічого не змінено.',
    },
    hindrance: {
      notEmpty:
        'Ця база не порожня, а копію відновлюють лише в порожню. Нічого не змінено.\nДайте нову базу через DATABASE_URL або нову папку через DATA_DIR.',
      unused:
        'На цій базі Baton уже запускали, але лідів у ній немає. Нічого не змінено.\nДодайте --into-empty, щоб копія стала на її місце, з людьми, місцями й токеном.',
      otherVersion:
        'Цю базу створила інша версія, ніж копію. Нічого не змінено.\nДайте нову базу через DATABASE_URL або нову папку через DATA_DIR; потім її буде оновлено.',
      otherTables:
        'У цій копії інші таблиці, ніж створюють її міграції. Нічого не змінено; відновіть її тією версією, що її зробила.',
      notAsWritten:
        'Перечитане відрізняється від записаного. Нічого не збережено; перевірте диск і спробуйте ще раз.',
    },
    why: {
      underWay: 'Резервну копію вже роблять. Зачекайте, доки її буде зроблено.',
      noData: 'У {dir} немає бази. Вкажіть її папку через DATA_DIR або сервер через DATABASE_URL.',
      taken:
        'Із {dir} працює Baton. Спершу зупиніть його або дайте відновленому власну папку через DATA_DIR. Нічого не змінено.',
      inUse: 'Із цією базою працює Baton. Спершу зупиніть його. Нічого не змінено.',
      noToken:
        'Із {dir} працює Baton, а без токена він нічого не скаже.\nЗадайте в API_TOKEN той, що він показує у вітанні.',
      wrongToken: 'Baton на {url} не знає цього токена. Задайте в API_TOKEN його власний.',
      silent:
        'На {url} мав би бути Baton, але він не відповідає ({code}). Гляньте, чи все з ним гаразд, і спробуйте ще раз.',
      refused: 'Baton на {url} відповів {status}. Гляньте в його журнал і спробуйте ще раз.',
      database:
        'База не відповідає ({code}).\nПеревірте DATABASE_URL або DATA_DIR і чи може цей користувач там читати й писати.',
      brokeOff: 'Обірвалося ({code}). Нічого не збережено; спробуйте ще раз.',
    },
    verify: {
      right: {
        one: '{count} лід такий, як розповідає його історія.',
        few: '{count} ліди такі, як розповідають їхні історії.',
        many: '{count} лідів такі, як розповідають їхні історії.',
        other: '{count} ліда такі, як розповідають їхні історії.',
      },
      wrong: {
        one: '{count} розбіжність серед {leads} лідів. Повідомте про неї; давніша копія покаже, відколи.',
        few: '{count} розбіжності серед {leads} лідів. Повідомте про них; давніша копія покаже, відколи.',
        many: '{count} розбіжностей серед {leads} лідів. Повідомте про них; давніша копія покаже, відколи.',
        other: '{count} розбіжності серед {leads} лідів. Повідомте про них; давніша копія покаже, відколи.',
      },
      lead: '{number}: {what}',
      load: '{member}: {held} — {is}, а пораховано {counted}',
      strays: {
        one: '{table}: {count} рядок ліда, якого немає',
        few: '{table}: {count} рядки лідів, яких немає',
        many: '{table}: {count} рядків лідів, яких немає',
        other: '{table}: {count} рядка лідів, яких немає',
      },
      part: {
        history: 'в історії прогалина, або вона розповідає неможливе',
        state: 'стан не такий, як розповідає історія',
        row: 'колонки, за якими його знаходять, не такі, як розповідає історія',
        account: 'клієнт не такий, як розповідає історія',
        contact: 'колонки, за якими знаходять контакт, не відповідають контакту',
        keys: 'його впізнають не за тим, за чим треба',
      },
      held: { claimed: 'взяті ліди', accepted: 'прийняті ліди', accounts: 'клієнти' },
    },
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
    noSuchCountry: 'державні свята «{country}» невідомі; приклад: UA, або US-NY для регіону',
    junkUnknown: '«{reason}» немає серед причин «disqualify because»',
    ladderOrder:
      '«{step}» настає раніше за крок, після якого має бути: warn, remind, tell managers, give back',
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
      name: 'Олена Коваленко',
      duration: '15m (або 90s, 4h, 2d)',
      limit: '10 (або none)',
      hours: 'monday-friday: 9:00-13:00, 14:00-18:00',
      day: '2026-12-25',
      holidays: 'UA, або [UA, 2026-12-31]',
      percent: '75% (або none)',
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
