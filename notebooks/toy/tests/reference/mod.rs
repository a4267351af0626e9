//! Figures that PyTorch computed: `tests/torch/NAME.py` wrote them once to `tests/torch/NAME.json`, one object a case,
//! in it one array a name: `{"linear": {"x": {"shape": [2, 3], "values": [...]}}}`.

#![allow(dead_code)] // each test uses what it needs

use toy::prelude::*;

/// All cases of one script.
pub struct Reference(serde_json::Value);

impl Reference {
    /// Reads `tests/torch/NAME.json`.
    pub fn read(name: &str) -> Reference {
        let file = format!("{}/tests/torch/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
        Reference(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}")))
    }

    /// One array of one case.
    pub fn tensor(&self, case: &str, name: &str) -> Tensor {
        let array = &self.0[case][name];
        let numbers = |key: &str| -> Vec<f64> {
            let list = array[key].as_array();
            let list = list.unwrap_or_else(|| panic!("there is no {case}/{name}/{key}"));
            list.iter()
                .map(|it| it.as_f64().expect("a number"))
                .collect()
        };
        let shape: Vec<usize> = numbers("shape").iter().map(|&n| n as usize).collect();
        tensor(numbers("values")).reshape(shape)
    }

    /// One number of one case.
    pub fn number(&self, case: &str, name: &str) -> f64 {
        self.tensor(case, name).item()
    }
}
