// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

namespace {

void run(const std::string &input)
{
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t *>(input.data()), input.size());
}

/// The damage that transport and bugs do: cuts, flipped and repeated bytes, spliced parts. Always the same
/// for a seed.
std::string damaged(const std::string &input, const std::string &other, std::mt19937 &random)
{
    std::string output = input;
    const auto position = [&](const std::string &text) {
        return text.empty() ? std::size_t{0} : random() % text.size();
    };
    const std::size_t changes = 1 + random() % 4;
    for (std::size_t i = 0; i < changes && !output.empty(); ++i) {
        const std::size_t at = position(output);
        switch (random() % 5) {
        case 0:
            output.resize(at);
            break;
        case 1:
            output[at] = static_cast<char>(random());
            break;
        case 2:
            output.erase(at, 1 + random() % 8);
            break;
        case 3:
            output.insert(at, output.substr(position(output), 1 + random() % 64));
            break;
        default:
            output.replace(at, std::string::npos, other, position(other), std::string::npos);
            break;
        }
    }
    return output;
}

} // namespace

/// Runs a fuzz target without libFuzzer: every file of the corpus folders, then damaged versions of them. So
/// every compiler and preset exercises the targets; libFuzzer finds new inputs for the corpus.
int main(int argc, char **argv)
{
    constexpr int rounds = 3000;
    std::vector<std::filesystem::path> files;
    for (int i = 1; i < argc; ++i) {
        for (const auto &entry : std::filesystem::directory_iterator(argv[i]))
            files.push_back(entry.path());
    }
    std::ranges::sort(files);
    std::vector<std::string> inputs{std::string()};
    for (const auto &file : files) {
        std::ifstream stream(file, std::ios::binary);
        inputs.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
    }
    for (const std::string &input : inputs)
        run(input);
    std::mt19937 random(4318);
    for (int i = 0; i < rounds; ++i)
        run(damaged(inputs[random() % inputs.size()], inputs[random() % inputs.size()], random));
    std::printf("%zu inputs and %d damaged ones: none did harm\n", inputs.size(), rounds);
    return inputs.size() > 1 ? 0 : 1;
}
