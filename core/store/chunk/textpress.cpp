// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk/textpress.h"

#include "core/store/chunk/chunkformat.h"

namespace spanwise {

void TextPress::note(std::string_view text, ZstdCompressor &compressor, std::vector<PressedText> &pressed)
{
    if (text.size() < chunkformat::textBytes)
        return;
    const TextHash hash = TextHash::of(text);
    {
        const std::lock_guard lock(m_mutex);
        if (m_known.size() >= mostKnown)
            m_known.clear();
        if (!m_known.insert(hash).second)
            return;
    }
    pressed.push_back({hash, std::string(compressor.compress(text))});
}

} // namespace spanwise
