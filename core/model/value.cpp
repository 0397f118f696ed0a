// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/value.h"

#include <algorithm>
#include <cmath>

namespace spanwise {

static_assert(sizeof(Value) == 16);

bool operator==(const Value &left, const Value &right) noexcept
{
    if (left.m_type != right.m_type)
        return false;
    switch (left.m_type) {
    case Value::Type::Empty:
        return true;
    case Value::Type::String:
    case Value::Type::Bytes:
        return left.string() == right.string();
    case Value::Type::Bool:
    case Value::Type::Int:
        return left.m_int == right.m_int;
    case Value::Type::Double:
        return left.m_double == right.m_double || (std::isnan(left.m_double) && std::isnan(right.m_double));
    case Value::Type::Array:
        return std::ranges::equal(left.array(), right.array());
    case Value::Type::Map:
        return std::ranges::equal(left.map(), right.map());
    }
    return false;
}

const Value *find(std::span<const Attribute> attributes, std::string_view key) noexcept
{
    const auto it = std::ranges::find(attributes, key, &Attribute::key);
    return it == attributes.end() ? nullptr : &it->value;
}

} // namespace spanwise
