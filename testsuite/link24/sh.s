# SPDX-License-Identifier: 0BSD
# What assemblers write for SuperH, where addends lie in the field.
	.data
	.long bits31 + 8
	.long near + 16 - .
	.text
	.long near@PLT
	.long near@PLT + 4
