// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

namespace spanwise::bench {

/// An OTLP body that can be sent again as other data: where its ids and times lie.
struct Body
{
    std::string bytes;
    std::vector<std::uint32_t> ids;   ///< offsets of span, parent and trace ids
    std::vector<std::uint32_t> times; ///< offsets of fixed64 times

    /// Bodies of 512 spans of some 450 bytes.
    static std::vector<Body> make(std::size_t count);
    /// The same spans of other traces, a while later.
    void renew(std::uint32_t round);
};

struct Sent
{
    double seconds = 0;
    std::uint64_t spans = 0;   ///< acknowledged
    std::uint64_t refused = 0; ///< requests answered 429 or 503
};

/// Posts bodies over connections, each waiting for its answer, for a time. Takes as little CPU as it can: it
/// shares the machine with what is measured.
Sent sendFor(double seconds, std::uint16_t port, std::size_t connections, std::vector<Body> &bodies);

} // namespace spanwise::bench
