/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SOURCE_FILES_H
#define SOURCE_FILES_H

#include "ns3/test.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

/** @ingroup ai-fabric-tests A source file. */
struct Source
{
    std::string folder;             ///< from the root of the module, such as model/lb/switch
    std::string name;               ///< file name
    std::vector<std::string> lines; ///< its text
};

/**
 * @ingroup ai-fabric-tests
 * @param root of the module
 * @param folders some of its folders
 * @return all C++ files of them, and of those below them
 */
inline std::vector<Source>
ReadSources(const std::string& root, const std::vector<std::string>& folders)
{
    std::vector<Source> sources;
    for (const std::string& folder : folders)
    {
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(std::filesystem::path(root) / folder))
        {
            const std::string extension = entry.path().extension();
            if (extension != ".cc" && extension != ".h")
            {
                continue;
            }
            Source source;
            source.folder =
                std::filesystem::relative(entry.path().parent_path(), root).generic_string();
            source.name = entry.path().filename();
            std::ifstream in(entry.path());
            for (std::string line; std::getline(in, line);)
            {
                source.lines.push_back(line);
            }
            sources.push_back(source);
        }
    }
    return sources;
}

/** @ingroup ai-fabric-tests A case that reads the sources of the module. */
class SourcesTestCase : public ns3::TestCase
{
  protected:
    using TestCase::TestCase;

    /// @return all files of the folders
    std::vector<Source> Read(const std::vector<std::string>& folders)
    {
        SetDataDir(NS_TEST_SOURCEDIR);
        return ReadSources(CreateDataDirFilename(".."), folders);
    }
};

#endif // SOURCE_FILES_H
