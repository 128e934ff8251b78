# SPDX-License-Identifier: 0BSD
# Halves of addresses on MIPS: the lower one is signed and carries into the upper one; one lower half serves several
# upper halves; a jump with an addend.
	.set	noreorder
	.set	noat
	.text
	lui	$2, %hi(bits31 + 0x7ff8)
	addiu	$2, $2, %lo(bits31 + 0x7ff8)
	lui	$2, %hi(bits31 + 0x23458888)
	lui	$3, %hi(bits31 + 0x23458888)
	addiu	$2, $2, %lo(bits31 + 0x23458888)
	lui	$3, %hi(own + 0x18000)
	lw	$3, %lo(own + 0x18000)($3)
	lui	$3, %hi(own - 8)
	lw	$3, %lo(own - 8)($3)
	j	near + 32
	nop
	jal	behind
	nop
	.section .text.behind, "ax"
	nop
behind:
	nop
	.data
	.word	1, 2
own:
	.word	behind + 4
