# SPDX-License-Identifier: 0BSD
# Relocations of 64-bit SPARC whose fields no row can describe.
	.register %g2, #scratch
	.text
	or	%g1, %lo(bits31 + 12), %g2
	ldx	[%g1 + %lo(bits31) + 24], %g2
	ldx	[%g1 + %lo(bits31 + 8) - 16], %g2
	sethi	%hix(top), %g1
	xor	%g1, %lox(top), %g1
	brz,pt	%g1, near
	brnz	%g1, near + 16
	brgez	%g1, behind
	bpos,pt	%xcc, near
	sethi	%hh(bits31), %g1
	or	%g1, %hm(bits31), %g1
	sethi	%lm(bits31), %g1
	sethi	%h44(bits31), %g1
	or	%g1, %m44(bits31), %g1
	or	%g1, %l44(bits31), %g1
	.section .text.behind, "ax"
	nop
behind:
	nop
