// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

/// The keys of the first object of a JSON text, which may break off, and of the objects directly in it or in
/// lists of it: enough to tell formats apart. Views into the text; escapes are left as they are. Looks at 256
/// KiB and 400 keys at most.
class JsonKeys
{
public:
    explicit JsonKeys(std::string_view json);

    bool hasAny(std::initializer_list<std::string_view> names) const;
    bool hasInner(std::initializer_list<std::string_view> names) const;
    /// "a JSON object with the keys a, b, c", "a JSON array of numbers", ...
    std::string description() const;

private:
    std::vector<std::string_view> m_outer;
    std::vector<std::string_view> m_inner;
    bool m_isArray = false;
};

} // namespace spanwise
