/** What only Slack's adapter says. */
export const slack = {
  /** In place of a field with nothing to choose from. */
  noChoices: 'there is nothing to choose from',
  firstChoices: {
    one: 'Only the first {count} is shown here.',
    other: 'Only the first {count} are shown here.',
  },
  typed: 'What you typed',
  /** A form can't be opened from a message; a button leads to it. */
  openForm: 'Open the form',
  /** Between the press and the modal Slack gives three seconds. */
  formLate: 'Slack did not let me open the form in time. Please press again.',
  close: 'Close',
} as const;
