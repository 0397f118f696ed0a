# SPDX-License-Identifier: GPL-3.0-or-later
# Writes OUTPUT, a C++ source that defines embeddedManual(), from the *.md files in MANUAL.
# A raw string literal is split at 12,000 bytes, which every compiler takes.
file(GLOB pages ${MANUAL}/*.md)
list(SORT pages)
set(entries "")
foreach(page ${pages})
    get_filename_component(name ${page} NAME)
    file(READ ${page} text HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" text "${text}")
    # Adjacent literals keep lines short and stop a hex escape from swallowing the next character.
    string(REGEX REPLACE "(................................................................................)" "\\1\"\n     \"" text "${text}")
    file(SIZE ${page} size)
    string(APPEND entries "    {\"${name}\", std::string_view(\"${text}\", ${size})},\n")
endforeach()
file(WRITE ${OUTPUT} "// Generated from resources/manual.\n#include \"app/demo/corpus/manualfile.h\"\n\n#include <array>\n\n"
    "namespace spanwise::demo {\nnamespace {\n\nconst auto files = std::to_array<ManualFile>({\n${entries}});\n\n} // namespace\n\n"
    "std::span<const ManualFile> embeddedManual()\n{\n    return files;\n}\n\n} // namespace spanwise::demo\n")
