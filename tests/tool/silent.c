/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: a program that allocates nothing. */
int main(void)
{
   return 7;
}
