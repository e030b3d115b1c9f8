/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said on standard error at the end of a run. */
#ifndef MS2_CONTROL_SUMMARY_H
#define MS2_CONTROL_SUMMARY_H

/* Total, peak, what is live at exit, the file, the command that shows it; or
   why nothing was seen, and the remedy.  Nothing with -q. */
void ms2_summary_print(void);

#endif
