/** What Slack lets through: lengths and counts of Block Kit, by the rules' numbers. Nothing is cut or checked here. */
export const limits = {
  /** S40 */
  messageBlocks: 50,
  viewBlocks: 100,
  /** S41, S42 */
  blockId: 255,
  actionId: 255,
  /** S43, S44 */
  text: 3000,
  /** S45 */
  header: 150,
  /** S46 */
  actionElements: 25,
  contextElements: 10,
  /** S47; the upload takes half of it (`alt_txt`). */
  altText: 1000,
  /** S48 */
  buttonText: 75,
  buttonValue: 2000,
  buttonUrl: 3000,
  buttonsInARow: 5,
  /** S50; the value by the stricter of two documents (X2). */
  optionText: 75,
  optionValue: 75,
  /** S51 */
  options: 100,
  placeholder: 150,
  /** S52 */
  checkboxes: 10,
  /** More radio buttons than that are a wall; then it is a select. */
  radioButtons: 6,
  /** S53 */
  inputLabel: 2000,
  inputHint: 2000,
  inputText: 3000,
  /** S54 */
  viewTitle: 24,
  viewButton: 24,
  privateMetadata: 3000,
  /** A sentence at a field; undocumented, so short. */
  fieldError: 250,
  /** X6: below what is known to be refused. */
  messageChars: 10_000,
  /** S82, S99: `chat.update` refuses more than 4,000; a notification needs far less. */
  topText: 300,
} as const;
