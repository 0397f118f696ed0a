// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk/valuewriter.h"

#include "core/store/chunk/chunkformat.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace spanwise {

using chunkformat::Tag;

namespace {

constexpr std::uint8_t noDigit = 0xf0;
/// Bytes of room that a chunk leaves for the next: of most chunks, not of the largest.
constexpr std::size_t mostKept = 256U << 10U;

constexpr std::array<std::uint8_t, 256> digitTable()
{
    std::array<std::uint8_t, 256> table{};
    table.fill(noDigit);
    for (std::uint8_t digit = 0; digit < 16; ++digit)
        table[static_cast<unsigned char>("0123456789abcdef"[digit])] = digit;
    return table;
}

constexpr std::array<std::uint8_t, 256> digits = digitTable();

std::uint8_t digitOf(char c)
{
    return digits[static_cast<unsigned char>(c)];
}

} // namespace

void ValueWriter::begin()
{
    m_strings.clear();
    m_texts.clear();
    for (ByteWriter *const buffer : {&m_body, &m_items, &m_owners})
        buffer->clear(mostKept);
    m_resources.clear();
    m_scopes.clear();
}

const std::string &ValueWriter::finish(std::size_t itemCount)
{
    m_items.swap(m_body); // not taken: the buffers keep their room from chunk to chunk
    m_body.clear();
    // Resources and scopes are known only now, and their strings join the table before it is written.
    resources();
    scopes();
    m_owners.swap(m_body);
    m_body.clear();

    m_body.varint(chunkformat::version);
    m_body.varint(m_strings.strings().size());
    for (const std::string_view text : m_strings.strings())
        m_body.varint(text.size());
    for (const std::string_view text : m_strings.strings())
        m_body.raw(text);
    m_body.raw(m_owners.bytes());
    m_body.varint(itemCount);
    m_body.raw(m_items.bytes());
    return m_body.bytes();
}

void ValueWriter::resources()
{
    m_body.varint(m_resources.size());
    for (const auto &[batch, index] : m_resources) {
        const Resource resource = index < batch->resources.size() ? batch->resources[index] : Resource{};
        attributes(resource.attributes);
        string(resource.schemaUrl);
        m_body.varint(resource.droppedAttributes);
    }
}

void ValueWriter::scopes()
{
    m_body.varint(m_scopes.size());
    for (const auto &[batch, index] : m_scopes) {
        const Scope scope = index < batch->scopes.size() ? batch->scopes[index] : Scope{};
        string(scope.name);
        string(scope.version);
        attributes(scope.attributes);
        string(scope.schemaUrl);
        m_body.varint(scope.droppedAttributes);
    }
}

void ValueWriter::string(std::string_view text)
{
    if (text.size() >= chunkformat::textBytes)
        m_body.varint(m_texts.intern(text) * 2ULL + 1);
    else
        m_body.varint(m_strings.intern(text) * 2ULL);
}

void ValueWriter::value(const Value &value)
{
    const auto tag = [&](Tag t) { m_body.byte(static_cast<std::uint8_t>(t)); };
    switch (value.type()) {
    case Value::Type::Empty:
        return tag(Tag::Empty);
    case Value::Type::String:
        if (hex(value.string()))
            return;
        tag(Tag::String);
        return string(value.string());
    case Value::Type::Bytes:
        tag(Tag::Bytes);
        return string(value.string());
    case Value::Type::Bool:
        return tag(value.boolean() ? Tag::True : Tag::False);
    case Value::Type::Int:
        tag(Tag::Int);
        return m_body.zigzag(value.integer());
    case Value::Type::Double:
        tag(Tag::Double);
        return m_body.real(value.real());
    case Value::Type::Array:
        tag(Tag::Array);
        m_body.varint(value.array().size());
        for (const Value &item : value.array())
            this->value(item);
        return;
    case Value::Type::Map:
        tag(Tag::Map);
        return attributes(value.map());
    }
}

/// False, and nothing is written, when text is not worth packing.
bool ValueWriter::hex(std::string_view text)
{
    if (text.size() < chunkformat::hexDigits || text.size() % 2 != 0 || text.size() >= chunkformat::textBytes)
        return false;
    // Words are told from digits by their first letters; the rest is packed without a branch.
    if (((digitOf(text[0]) | digitOf(text[1]) | digitOf(text[2]) | digitOf(text[3])) & noDigit) != 0)
        return false;
    std::array<char, chunkformat::textBytes / 2> bytes;
    std::uint8_t all = 0;
    for (std::size_t i = 0; i < text.size() / 2; ++i) {
        const std::uint8_t high = digitOf(text[2 * i]);
        const std::uint8_t low = digitOf(text[2 * i + 1]);
        all |= high | low;
        bytes[i] = static_cast<char>(high << 4U | low);
    }
    if ((all & noDigit) != 0)
        return false;
    m_body.byte(static_cast<std::uint8_t>(Tag::Hex));
    m_body.text({bytes.data(), text.size() / 2});
    return true;
}

void ValueWriter::attributes(std::span<const Attribute> attributes)
{
    m_body.varint(attributes.size());
    for (const Attribute &attribute : attributes) {
        string(attribute.key);
        value(attribute.value);
    }
}

std::uint32_t ValueWriter::indexOf(std::vector<Owner> &list, const Owner &owner)
{
    // The spans of a trace come from a handful of resources and arrive in runs: the last one is usually
    // right.
    const auto it = std::find(list.rbegin(), list.rend(), owner);
    if (it != list.rend())
        return static_cast<std::uint32_t>(list.rend() - it - 1);
    list.push_back(owner);
    return static_cast<std::uint32_t>(list.size() - 1);
}

} // namespace spanwise
