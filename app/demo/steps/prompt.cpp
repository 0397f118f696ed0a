// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/steps/prompt.h"

namespace spanwise::demo {

std::string Prompt::systemMessage() const
{
    return "You answer questions about Spanwise from the documents below and from nothing else. Use their "
           "sentences. "
           "If they do not hold the answer, say so.";
}

std::string Prompt::userMessage() const
{
    std::string text;
    for (std::size_t i = 0; i < documents.size(); ++i) {
        const Section &section = *documents[i].section;
        text += "[" + std::to_string(i + 1) + "] " + section.heading() + "\n" + section.content + "\n\n";
    }
    return text + "Question: " + question;
}

} // namespace spanwise::demo
