// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/codec/decodedbatch.h"

#include <cstdint>
#include <string>

namespace spanwise {

/// Where a part of a file began.
struct FilePlace
{
    std::uint64_t position = 0; ///< byte of the decompressed file
    std::uint64_t line = 0;     ///< from 1; 0 where there are no lines
};

/// Who takes what the readers of a file have decoded. One thread.
class DecodedSink
{
public:
    virtual ~DecodedSink() = default;

    virtual void take(DecodedBatch decoded) = 0;
    /// A part that could not be taken.
    virtual void skip(FilePlace place, std::string reason) = 0;
    /// Nothing more is wanted: the file need not be read any further.
    virtual bool isOver() const = 0;
    /// Spans that have arrived where they are going, for the progress.
    virtual std::uint64_t stored() const = 0;

protected:
    DecodedSink() = default;
    DecodedSink(const DecodedSink &) = default;
    DecodedSink &operator=(const DecodedSink &) = default;
};

} // namespace spanwise
