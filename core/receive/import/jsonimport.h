// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/time.h"
#include "core/codec/jsonsplitter.h"
#include "core/receive/import/decodeahead.h"
#include "core/receive/import/decodedsink.h"
#include "core/receive/import/fileformat.h"

#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

/// Takes the JSON values of a file, of whatever formats and mixture, into an import.
///
/// Values that are small by themselves (a Zipkin span, a line of a log) are decoded in groups of some MiB; a
/// group whose decoder complains is gone through again value by value, so that what is skipped is listed with
/// its line. The events of a Chrome trace belong together and are kept until the end. Used by one thread, on
/// which the sink is called; values are decoded on others as well.
class JsonImport
{
public:
    /// chromeBase: where a Chrome trace of an arbitrary clock begins, see core/codec/chrome.h.
    JsonImport(DecodedSink &sink, Timestamp chromeBase);

    void feed(std::string_view bytes) { m_splitter.feed(bytes); }
    void finish();
    /// What was read whole goes to the sink: the file cannot be read any further.
    void breakOff();
    /// Bytes held of values that are not decoded yet.
    std::size_t pendingBytes() const noexcept
    {
        return m_splitter.pendingBytes() + m_group.size() + m_chrome.size();
    }

private:
    struct Piece
    {
        FilePlace place;
        std::size_t begin = 0; ///< in the text of its group
        std::size_t end = 0;
    };

    void take(std::string value, FilePlace place);
    void takeWhole(std::string value, FileFormat format, FilePlace place);
    void takeDecoded(Result<DecodedBatch> decoded, FilePlace place);
    void addToGroup(const std::string &value, FileFormat format, FilePlace place);
    void flush();
    void listFaults(std::string_view text, const std::vector<Piece> &pieces, FileFormat format,
                    std::uint64_t rejected);
    static Result<DecodedBatch> decode(std::string json, FileFormat format, Timestamp chromeBase);

    DecodedSink &m_sink;
    Timestamp m_chromeBase;
    JsonSplitter m_splitter;
    FileFormat m_format = FileFormat::Unknown; ///< of the group
    std::string m_group;                       ///< values, separated by commas or line ends
    std::vector<Piece> m_pieces;
    std::string m_chrome;
    FilePlace m_chromePlace;
    DecodeAhead m_ahead; // the last to come, the first to go: its threads use the others
};

} // namespace spanwise
