/* SPDX-License-Identifier: 0BSD */
/* Signals: this program handles none, but it may have been started with some ignored. */
#ifndef BASE_SIGNALS_H
#define BASE_SIGNALS_H

/* What happens by default at a signal shall happen, whatever this program was started with. */
void signal_default(int number);

#endif
