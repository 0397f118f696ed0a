// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk/valuereader.h"

#include "core/store/chunk/chunkformat.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>

namespace spanwise {

using chunkformat::Tag;

namespace {

template<class Owner>
bool same(const Owner &left, const Owner &right);

template<>
bool same(const Resource &left, const Resource &right)
{
    return left.schemaUrl == right.schemaUrl && left.droppedAttributes == right.droppedAttributes &&
           std::ranges::equal(left.attributes, right.attributes);
}

template<>
bool same(const Scope &left, const Scope &right)
{
    return left.name == right.name && left.version == right.version && left.schemaUrl == right.schemaUrl &&
           left.droppedAttributes == right.droppedAttributes &&
           std::ranges::equal(left.attributes, right.attributes);
}

template<class Owner>
std::uint32_t placeOf(std::vector<Owner> &list, const Owner &owner)
{
    const auto it = std::ranges::find_if(list, [&](const Owner &known) { return same(known, owner); });
    if (it != list.end())
        return static_cast<std::uint32_t>(it - list.begin());
    list.push_back(owner);
    return static_cast<std::uint32_t>(list.size() - 1);
}

} // namespace

bool ValueReader::begin(ByteReader &in, std::span<const std::string_view> texts)
{
    m_texts = texts;
    m_lists.clear();
    if (in.varint() != chunkformat::version || !strings(in))
        return false;
    resources(in);
    scopes(in);
    return !in.failed();
}

std::uint32_t ValueReader::resource(ByteReader &in, std::uint32_t index) const
{
    return placeAt(in, m_resources, index);
}

std::uint32_t ValueReader::scope(ByteReader &in, std::uint32_t index) const
{
    return placeAt(in, m_scopes, index);
}

std::uint32_t ValueReader::placeAt(ByteReader &in, const std::vector<std::uint32_t> &places,
                                   std::uint32_t index)
{
    if (index < places.size())
        return places[index];
    in.fail();
    return 0;
}

bool ValueReader::strings(ByteReader &in)
{
    std::vector<std::size_t> sizes(in.count());
    for (std::size_t &size : sizes)
        size = static_cast<std::size_t>(in.varint());
    m_strings.clear();
    m_strings.reserve(sizes.size());
    for (const std::size_t size : sizes)
        m_strings.push_back(in.raw(size));
    return !in.failed();
}

void ValueReader::resources(ByteReader &in)
{
    m_resources.clear();
    for (std::size_t left = in.count(); left > 0; --left) {
        Resource resource;
        resource.attributes = attributes(in);
        resource.schemaUrl = string(in);
        resource.droppedAttributes = static_cast<std::uint32_t>(in.varint());
        m_resources.push_back(placeOf(m_batch.resources, resource));
    }
}

void ValueReader::scopes(ByteReader &in)
{
    m_scopes.clear();
    for (std::size_t left = in.count(); left > 0; --left) {
        Scope scope;
        scope.name = string(in);
        scope.version = string(in);
        scope.attributes = attributes(in);
        scope.schemaUrl = string(in);
        scope.droppedAttributes = static_cast<std::uint32_t>(in.varint());
        m_scopes.push_back(placeOf(m_batch.scopes, scope));
    }
}

std::string_view ValueReader::string(ByteReader &in) const
{
    const std::uint64_t reference = in.varint();
    const std::uint64_t index = reference / 2;
    if (reference % 2 == 0 ? index < m_strings.size() : index < m_texts.size())
        return reference % 2 == 0 ? m_strings[index] : m_texts[index];
    in.fail();
    return {};
}

std::string_view ValueReader::hex(ByteReader &in)
{
    const std::string_view bytes = in.text();
    char *const digits = m_batch.arena.allocate<char>(bytes.size() * 2);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        constexpr std::string_view names = "0123456789abcdef";
        const auto byte = static_cast<unsigned char>(bytes[i]);
        digits[2 * i] = names[byte >> 4U];
        digits[2 * i + 1] = names[byte & 15U];
    }
    return {digits, bytes.size() * 2};
}

Value ValueReader::value(ByteReader &in, int depth)
{
    if (depth > chunkformat::maxDepth) {
        in.fail();
        return {};
    }
    switch (static_cast<Tag>(in.byte())) {
    case Tag::Empty:
        return {};
    case Tag::String:
        return Value::ofString(string(in));
    case Tag::Bytes:
        return Value::ofBytes(string(in));
    case Tag::Hex:
        return Value::ofString(hex(in));
    case Tag::False:
        return Value::ofBool(false);
    case Tag::True:
        return Value::ofBool(true);
    case Tag::Int:
        return Value::ofInt(in.zigzag());
    case Tag::Double:
        return Value::ofDouble(in.real());
    case Tag::Map:
        return Value::ofMap(attributes(in, depth + 1));
    case Tag::Array: {
        const std::size_t count = in.count();
        Value *const items = m_batch.arena.allocate<Value>(count);
        std::uninitialized_default_construct_n(items, count);
        for (std::size_t i = 0; i < count && !in.failed(); ++i)
            items[i] = value(in, depth + 1);
        return Value::ofArray({items, count});
    }
    }
    in.fail();
    return {};
}

std::span<const Attribute> ValueReader::sharedAttributes(ByteReader &in)
{
    // The texts of a chunk are in its table, so equal ones lie in the same place: the hash need not read
    // them.
    m_list.resize(in.count());
    std::size_t hash = m_list.size();
    const auto mix = [&](std::uint64_t value) { hash = (hash ^ value) * 0x9e3779b97f4a7c15U; };
    for (std::size_t i = 0; i < m_list.size() && !in.failed(); ++i) {
        m_list[i] = {string(in), value(in)};
        const Value &read = m_list[i].value;
        mix(reinterpret_cast<std::uintptr_t>(m_list[i].key.data()));
        mix(static_cast<std::uint64_t>(read.type()));
        if (read.isString() || read.type() == Value::Type::Bytes)
            mix(reinterpret_cast<std::uintptr_t>(read.string().data()));
        else if (read.type() == Value::Type::Array)
            mix(reinterpret_cast<std::uintptr_t>(read.array().data())); // never shared
        else if (read.type() == Value::Type::Map)
            mix(reinterpret_cast<std::uintptr_t>(read.map().data()));
        else if (read.type() == Value::Type::Bool)
            mix(read.boolean() ? 2 : 1);
        else if (read.isNumber())
            mix(std::hash<double>()(read.numberOr(0)));
    }
    hash ^= hash >> 31U;
    const auto [first, last] = m_lists.equal_range(hash);
    for (auto it = first; it != last; ++it) {
        if (std::ranges::equal(it->second, m_list))
            return it->second;
    }
    return m_lists.emplace(hash, m_batch.arena.copy(std::span<const Attribute>(m_list)))->second;
}

std::span<const Attribute> ValueReader::attributes(ByteReader &in, int depth)
{
    const std::size_t count = in.count();
    Attribute *const items = m_batch.arena.allocate<Attribute>(count);
    std::uninitialized_default_construct_n(items, count);
    for (std::size_t i = 0; i < count && !in.failed(); ++i) {
        items[i].key = string(in);
        items[i].value = value(in, depth);
    }
    return {items, count};
}

} // namespace spanwise
