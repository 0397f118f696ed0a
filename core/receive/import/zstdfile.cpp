// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/import/zstdfile.h"

#include <zstd.h>

namespace spanwise {
namespace {

ZSTD_DCtx *contextOf(void *context)
{
    return static_cast<ZSTD_DCtx *>(context);
}

} // namespace

void ZstdFile::Free::operator()(void *context) const
{
    ZSTD_freeDCtx(contextOf(context));
}

ZstdFile::ZstdFile(std::ifstream stream, std::string name)
    : m_stream(std::move(stream))
    , m_name(std::move(name))
    , m_context(ZSTD_createDCtx())
    , m_input(ZSTD_DStreamInSize())
{
}

Result<std::unique_ptr<ImportSource>> ZstdFile::open(const std::filesystem::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        return Error{Error::Code::Io, file.string() + " cannot be opened."};
    return std::unique_ptr<ImportSource>(new ZstdFile(std::move(stream), file.string()));
}

Result<std::size_t> ZstdFile::read(std::span<char> buffer)
{
    ZSTD_outBuffer output{buffer.data(), buffer.size(), 0};
    while (output.pos == 0) {
        if (m_used == m_filled) {
            m_stream.read(m_input.data(), static_cast<std::streamsize>(m_input.size()));
            m_filled = static_cast<std::size_t>(m_stream.gcount());
            m_used = 0;
            m_taken += m_filled;
            if (m_stream.bad())
                return Error{Error::Code::Io, m_name + " cannot be read to its end."};
            // Without the check half a file looks whole. What the window still holds has been handed out by
            // now.
            if (m_filled == 0 && m_inFrame)
                return Error{Error::Code::Corrupt,
                             m_name + " cannot be read to its end: its last zstd frame breaks off"};
            if (m_filled == 0)
                return std::size_t{0};
        }
        ZSTD_inBuffer input{m_input.data(), m_filled, m_used};
        const std::size_t left = ZSTD_decompressStream(contextOf(m_context.get()), &output, &input);
        if (ZSTD_isError(left) != 0)
            return Error{Error::Code::Corrupt,
                         m_name + " cannot be read to its end: " + ZSTD_getErrorName(left)};
        m_used = input.pos;
        m_inFrame = left != 0;
    }
    return output.pos;
}

} // namespace spanwise
