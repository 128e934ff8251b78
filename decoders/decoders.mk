# SPDX-License-Identifier: 0BSD
#
# The decoders: which files of their sources each compressor needs. NAME_config.h says how they are built.

DECODER.gzip = zlib
DECODER.xz   = lzma
DECODER.zstd = zstd

zlib = inflate inftrees inffast zutil
zlib.include = .
zlib.more = decoders/crc.c

lzma = $(addprefix src/liblzma/, \
	common/common common/block_decoder common/block_header_decoder common/block_util \
	common/filter_common common/filter_decoder common/filter_flags_decoder common/index_hash \
	common/stream_decoder common/stream_flags_common common/stream_flags_decoder \
	common/vli_decoder common/vli_size check/check lz/lz_decoder lzma/lzma_decoder lzma/lzma2_decoder)
lzma.include = $(addprefix src/liblzma/,api common check lz rangecoder lzma delta simple) src/common
lzma.more = decoders/crc.c

zstd = $(addprefix lib/, \
	common/entropy_common common/error_private common/fse_decompress common/xxhash common/zstd_common \
	decompress/huf_decompress decompress/zstd_ddict decompress/zstd_decompress decompress/zstd_decompress_block)
zstd.include = lib
