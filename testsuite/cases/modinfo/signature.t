#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34
# What modinfo prints of signatures, which are read without a crypto library.
. "$(dirname "$0")/../../lib.sh"

# In a folder of its own, since relative paths become absolute: kmod writes "//m.ko" for a file of the root.
info() {
	run_script "cd files && modinfo $*"
}

new_root

check 'a signed module'
module m in=files parm=a:b --signer 'The signer' --serial 00f5112233
info m.ko
succeeds
as_stored

check 'single fields'
info -F sig_id m.ko
prints 'PKCS#7'
info -F signer m.ko
prints 'The signer'
info -F sig_key m.ko
prints 'F5:11:22:33'
info -F sig_hashalgo m.ko
prints 'sha256'

check 'NUL'
info -0 m.ko
tr '\0' '\n' <"$out" >shown
mv shown "$out"
says '^sig_id=PKCS#7$'
says '^sig_key=F5:11:22:33$'
says '^signature=[0-9A-F]{2}(:[0-9A-F]{2}){19}:$'

check 'other hashes'
module sha1 in=files --signer X --hash sha1
module sha512 in=files --signer X --hash sha512
info -F sig_hashalgo sha1.ko sha512.ko
prints 'sha1
sha512'

check 'a key longer than a row'
module long in=files --signer X --serial 0102030405060708090a0b0c0d0e0f101112131415
info -F sig_key long.ko
prints '01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:
		15'

check 'unsigned'
module plain in=files
info plain.ko
succeeds
says_not 'sig'

# "Signer", "KEY" and "bytes" behind the file, then the trailer: X.509, RSA, SHA-256, of those lengths.
check 'the form of Linux before 4.3'
module old in=files --append 5369676e65724b45596279746573010401060300000000000005"$(printf '~Module signature appended~\n' | od -An -tx1 | tr -d ' \n')"
info old.ko
succeeds
says '^sig_id:         X509$'
says '^signer:         Signer$'
says '^sig_key:        4B:45:59$'
says '^sig_hashalgo:   sha256$'
says '^signature:      62:79:74:65:73$'

check 'a compressed module'
module packed in=files as=xz --signer 'Somebody'
info -F signer packed.ko.xz
prints 'Somebody'

check 'a signature with nothing in it is told, and the rest printed'
module marker in=files 'description=the rest' --append "$(printf '~Module signature appended~\n' | od -An -tx1 | tr -d ' \n')"
info marker.ko
succeeds
says '^description:    the rest$'
says "^modinfo: WARNING: '/files/marker.ko' has a damaged signature$"
says_not 'sig_id'

check 'a signature that says that it is larger than the file'
module large in=files --append 000002000000000000ffff"$(printf '~Module signature appended~\n' | od -An -tx1 | tr -d ' \n')"
info large.ko
succeeds
says "WARNING: '/files/large.ko' has a damaged signature$"

finish
