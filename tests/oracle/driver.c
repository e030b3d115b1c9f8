/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The oracle's driver for C: malloc and its kin. */
#define _GNU_SOURCE
#include "ops_c.h"

const struct oracle_op oracle_ops[] = {ORACLE_C_OPS};
const size_t n_oracle_ops = sizeof oracle_ops / sizeof oracle_ops[0];
